import { describe, expect, test } from 'vitest';
import { ports } from '#cli/ports';
import { message } from '#messages/message';
import { isPortError, portKinds } from '#ports/index';
import { listSerialDevices } from '#ports/serial/serial-list';
import type { ListedDevice } from '#ports/serial/serial-native';

const ADAPTER: ListedDevice = {
  path: '/dev/ttyUSB10',
  manufacturer: '1a86',
  serialNumber: 'A50285BI',
  vendorId: '1A86',
  productId: '7523',
  pnpId: 'usb-1a86_USB_Serial-if00-port0',
};
const PLAIN: ListedDevice = { path: '/dev/ttyUSB9', manufacturer: undefined, vendorId: undefined };

const listing = (list: () => Promise<readonly ListedDevice[]>) => () =>
  listSerialDevices(async () => ({ list, open: () => Promise.reject(new Error('not asked for')) }));

async function printed(options: { json?: true }, list: () => Promise<readonly ListedDevice[]>) {
  const lines: string[] = [];
  await ports(options, (line) => lines.push(line), listing(list));
  return lines;
}

const kinds = ['', 'Kinds of port:', ...portKinds.map(({ usage }) => `  ${usage}`)];
const stable = process.platform === 'linux' ? '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0' : undefined;

describe('atmqtt ports', () => {
  test('lists devices with what is known of them, and then the kinds of port', async () => {
    expect(await printed({}, async () => [ADAPTER, PLAIN])).toEqual([
      'Serial devices:',
      '  /dev/ttyUSB9',
      '  /dev/ttyUSB10  1a86:7523, 1a86, serial number A50285BI',
      ...(stable === undefined ? [] : [`    ${stable}`]),
      ...kinds,
    ]);
  });

  test('prints an array for programs', async () => {
    const [line = '', ...more] = await printed({ json: true }, async () => [ADAPTER, PLAIN]);
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toEqual([
      { path: '/dev/ttyUSB9' },
      {
        path: '/dev/ttyUSB10',
        manufacturer: '1a86',
        serialNumber: 'A50285BI',
        id: '1a86:7523',
        ...(stable === undefined ? {} : { stablePath: stable }),
      },
    ]);
  });

  test('says that there are none', async () => {
    expect(await printed({}, async () => [])).toEqual(['There are no serial devices.', ...kinds]);
    expect(await printed({ json: true }, async () => [])).toEqual(['[]']);
  });

  test('says why devices cannot be listed, and lists the kinds all the same', async () => {
    const absent = Object.assign(new Error('spawn udevadm ENOENT'), { code: 'ENOENT' });
    const list = () => Promise.reject(absent);
    const reason = 'serial devices cannot be listed without the program udevadm (package udev)';
    expect(await printed({}, list)).toEqual([`S${reason.slice(1)}.`, ...kinds]);
    const error: unknown = await printed({ json: true }, list).catch((failure: unknown) => failure);
    expect(isPortError(error) && [error.code, error.message]).toEqual(['UNAVAILABLE', reason]);
  });

  test('says what the system says where it cannot list them', async () => {
    const list = () => Promise.reject(new Error('no bus\nat deep'));
    const error: unknown = await printed({ json: true }, list).catch((failure: unknown) => failure);
    const why = message('errors.foreign', { text: 'no bus' });
    expect(isPortError(error) && [error.code, error.reason]).toEqual([
      'UNAVAILABLE',
      message('ports.cannotListDevices', { why }),
    ]);
  });
});
