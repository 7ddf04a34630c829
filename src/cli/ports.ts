import { message } from '#messages/message';
import { isPortError, portKinds } from '#ports/index';
import { listSerialDevices, type SerialDeviceInfo } from '#ports/serial/serial-list';
import { printedText } from './language.ts';

/** What `atmqtt ports` can be told. */
export interface PortsOptions {
  readonly json?: true;
}

/**
 * Lists the serial devices of this computer, then the kinds of port; as JSON the devices alone.
 * @throws PortError with `--json`, when devices cannot be listed
 */
export async function ports(
  options: PortsOptions,
  print: (line: string) => void,
  list: () => Promise<readonly SerialDeviceInfo[]> = listSerialDevices,
): Promise<void> {
  if (options.json === true) {
    print(JSON.stringify(await list()));
    return;
  }
  for (const line of await deviceLines(list)) print(line);
  print('');
  print(printedText(message('cli.kindsOfPort')));
  for (const { usage } of portKinds) print(`  ${usage}`);
}

async function deviceLines(list: () => Promise<readonly SerialDeviceInfo[]>): Promise<string[]> {
  let devices: readonly SerialDeviceInfo[];
  try {
    devices = await list();
  } catch (error) {
    // The kinds of port are worth listing all the same.
    if (!isPortError(error)) throw error;
    return [printedText(message('cli.devicesNotListed', { why: error.reason }))];
  }
  if (devices.length === 0) return [printedText(message('cli.noSerialDevices'))];
  return [printedText(message('cli.serialDevices')), ...devices.flatMap(describe)];
}

function describe({ path, manufacturer, serialNumber, id, stablePath }: SerialDeviceInfo): string[] {
  const number = serialNumber && printedText(message('cli.serialNumber', { number: serialNumber }));
  const details = [id, manufacturer, number].filter((each) => each !== undefined).join(', ');
  return [
    `  ${path}${details === '' ? '' : `  ${details}`}`,
    ...(stablePath === undefined ? [] : [`    ${stablePath}`]),
  ];
}
