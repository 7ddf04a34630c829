import { commandDifferences } from '#commands/differences';
import { UsageError } from '#errors/usage-error';
import { changesBetween } from '#firmware/changes';
import { DEFAULT_FIRMWARE, FIRMWARES, type Firmware } from '#firmware/releases';
import { message } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { printedText } from './language.ts';

/** Prints the releases that a module can be, one a line. */
export function listFirmware(print: (line: string) => void): void {
  for (const firmware of FIRMWARES)
    print(
      firmware === DEFAULT_FIRMWARE
        ? printedText(message('firmware.default', { release: firmware }))
        : firmware,
    );
}

/**
 * Prints what differs between two releases for a host: a line for each thing, the command before it.
 * @throws UsageError for a release that a module cannot be
 */
export function diffFirmware(from: string, to: string, print: (line: string) => void): void {
  const [before, after] = [profileOf(from), profileOf(to)];
  const lines = [
    ...commandDifferences(before, after).map(({ name, what }) =>
      printedText(message('firmware.difference', { name, what })),
    ),
    ...changesBetween(before.firmware, after.firmware).map((change) =>
      printedText(message(`firmwareChanges.${change}`)),
    ),
    ...changesBetween(after.firmware, before.firmware).map((change) =>
      printedText(message('firmware.changeGone', { what: message(`firmwareChanges.${change}`) })),
    ),
  ];
  if (lines.length === 0) print(printedText(message('firmware.same', { from, to })));
  for (const line of lines) print(line);
}

function profileOf(typed: string) {
  const firmware = FIRMWARES.find((each): each is Firmware => each === typed);
  if (firmware === undefined) throw new UsageError(message('firmware.unknown', { typed, known: FIRMWARES }));
  return parseSettings({ firmware, follow: 'module' });
}
