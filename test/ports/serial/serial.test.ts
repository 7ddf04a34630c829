import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPortError, type LineSettings, parsePortSpec } from '#ports/index';
import { openSerial as openSerialPort } from '#ports/serial/serial';
import { serialFailure } from '#ports/serial/serial-failure';
import { type DeviceOptions, loadSerial, type SerialLibrary } from '#ports/serial/serial-native';
import { DEFAULT_LINE } from '#ports/serial-line';
import { needs } from '../../support/needs.ts';
import {
  eventually,
  failure,
  openPort,
  openSerial,
  Recorder,
  read,
  tempFolder,
  within,
  write,
} from '../support/helpers.ts';
import { of } from '../support/kind.ts';
import { openTtyPair, stty } from '../support/programs.ts';

const line = (change: Partial<LineSettings>): LineSettings => ({ ...DEFAULT_LINE, ...change });

async function open(options = '') {
  const cable = await openTtyPair();
  const [device, far] = cable.ends;
  const opened = await openPort(`serial:${device}${options}`);
  const module = await opened.events.next();
  const [uart] = opened.events.lines;
  if (uart === undefined) throw new Error('the host has no line');
  return { ...opened, cable, device, module, uart, host: await openSerial(far) };
}

describe('a serial device', needs('socat'), () => {
  test('is opened at 115200 8N1, or as its specification says', async () => {
    const usual = await open();
    expect(stty(usual.device)).toMatch(/speed 115200 baud.* -cstopb .* -crtscts/s);
    expect(usual.port.info).toEqual({ kind: 'serial', path: usual.device, baud: 115_200 });
    expect(usual.events.names).toEqual([`serial ${usual.device}`]);
    const other = await open(',9600,rtscts');
    expect(stty(other.device)).toMatch(/speed 9600 baud.* crtscts/s);
    expect(other.port.info).toMatchObject({ baud: 9600 });
  });

  test('is set anew while it is open, after what was written before', async () => {
    const { device, module, uart, host, port } = await open();
    const reply = read(host, 6);
    module.write('\r\nOK\r\n');
    await uart.set(line({ baud: 9600, stopBits: 2, flowControl: 'rtscts' }));
    expect(`${await reply}`).toBe('\r\nOK\r\n');
    expect(stty(device)).toMatch(/speed 9600 baud.* cstopb .* crtscts/s);
    expect(port.info).toMatchObject({ baud: 9600 });
    await uart.set(line({ baud: 921_600 }));
    expect(stty(device)).toMatch(/speed 921600 baud.* -cstopb .* -crtscts/s);
    const command = read(module, 4);
    await write(host, 'AT\r\n');
    expect(`${await command}`).toBe('AT\r\n');
  });

  test('is asked for its framing, without a moment in which nobody has it open', async () => {
    const { ends } = await openTtyPair();
    const real = await loadSerial();
    const asked: DeviceOptions[] = [];
    const library: SerialLibrary = {
      list: real.list,
      open(options) {
        asked.push(options);
        return real.open(options);
      },
    };
    const events = new Recorder();
    const port = await openSerialPort('serial', ends[0], DEFAULT_LINE, events, { library });
    await events.lines[0]?.set(line({ dataBits: 7, parity: 'even', flowControl: 'cts' }));
    await port.close();
    expect(asked).toEqual([
      {
        path: ends[0],
        lock: true,
        baudRate: 115_200,
        dataBits: 8,
        stopBits: 1,
        parity: 'none',
        rtscts: false,
      },
      {
        path: ends[0],
        lock: false,
        baudRate: 115_200,
        dataBits: 7,
        stopBits: 1,
        parity: 'even',
        rtscts: true,
      },
    ]);
  });

  test('that cannot do what is asked says so and stays as it was', async () => {
    const { device, uart, port } = await open();
    const error = await failure(() => uart.set(line({ baud: 9600, stopBits: 1.5 })));
    expect(error.message).toBe(
      `serial ${device} keeps its line settings: this system cannot set 1.5 stop bits`,
    );
    expect(port.info).toMatchObject({ baud: 115_200 });
    expect((await failure(() => uart.set(line({ flowControl: 'rts' })))).message).toBe(
      `serial ${device} has no flow control with RTS only, and is set to none`,
    );
  });

  test('may be unplugged and come back, and is then as it was set last', async () => {
    const { device, module, uart, cable, events } = await open();
    await cable.unplug();
    await eventually('notice', () => events.notices.some((notice) => notice.includes('was disconnected')));
    expect(events.notices).toEqual([
      expect.stringMatching(/^warn: serial .*tty0 was disconnected \(.+\), and is reopened once it is back$/),
    ]);
    // Output is dropped meanwhile, far more than would be buffered.
    for (let round = 0; round < 20; round++) await write(module, Buffer.alloc(16_384));
    await uart.set(line({ baud: 19_200 }));
    await cable.plug();
    await eventually('notice', () => events.notices.includes(`info: serial ${device} is back`));
    expect(stty(device)).toContain('speed 19200 baud');
    const host = await openSerial(cable.ends[1]);
    const command = read(module, 4);
    await write(host, 'AT\r\n');
    expect(`${await command}`).toBe('AT\r\n');
    const reply = read(host, 2);
    await write(module, 'OK');
    expect(`${await reply}`).toBe('OK');
  });

  test('that goes while nobody reads from it is missed all the same', async () => {
    const { host, module, cable, events } = await open();
    await write(host, 'AT\r\n');
    await cable.unplug();
    await eventually('notice', () => events.notices.some((notice) => notice.includes('was disconnected')));
    expect(module.readableFlowing).toBeNull();
  });

  test('that another program has is refused, and is free once the port is closed', async () => {
    const { device, port } = await open();
    const error = await failure(() => parsePortSpec(`serial:${device}`).open(new Recorder()));
    expect(isPortError(error) && error.code).toBe('TAKEN');
    expect(error.message).toBe(`serial ${device} is in use by another program; close that one first`);
    await port.close();
    await openPort(`serial:${device}`);
  });

  test('that goes for good is no matter to a port that is closed', async () => {
    const { cable, port, events } = await open();
    await cable.unplug();
    await eventually('notice', () => events.notices.length > 0);
    await port.close();
    await port.close();
    expect(events.notices).toHaveLength(1);
  });
});

test('a pty port is a serial device like any other', async () => {
  const far = await openPort('pty');
  const host = await far.events.next();
  const near = await openPort(`serial:${of('pty', far.port.info).path}`);
  const module = await near.events.next();
  const command = read(host, 4);
  await write(module, 'AT\r\n');
  expect(`${await command}`).toBe('AT\r\n');
  const reply = read(module, 2);
  await write(host, 'OK');
  expect(`${await reply}`).toBe('OK');
});

test('what a serial device says is heard at once, also when nothing else happens', async () => {
  const far = await openPort('pty');
  const host = await far.events.next();
  const near = await openPort(`serial:${of('pty', far.port.info).path}`);
  const module = await near.events.next();
  host.on('data', (chunk) => host.write(chunk));
  const talk = async (): Promise<void> => {
    for (let round = 0; round < 200; round++) {
      const reply = read(module, 1);
      module.write('x');
      await reply;
    }
  };
  await within('200 answers', talk());
});

describe('a device that cannot be had is refused in one sentence', () => {
  const folder = (): string => tempFolder();
  const file = (): string => {
    const path = join(folder(), 'notes');
    writeFileSync(path, '');
    return path;
  };
  test.each([
    [
      'absent',
      () => join(folder(), 'ttyUSB0'),
      'does not exist; plug the device in, or list the devices with atmqtt ports',
    ],
    [
      'below a file',
      () => join(file(), 'ttyUSB0'),
      'does not exist; plug the device in, or list the devices with atmqtt ports',
    ],
    ['a file', file, 'is not a serial device; atmqtt ports lists the devices'],
    ['a folder', folder, 'is not a serial device; atmqtt ports lists the devices'],
    ['no terminal', () => '/dev/null', 'is not a serial device; atmqtt ports lists the devices'],
  ])('%s', async (_name, path, what) => {
    const device = path();
    const error = await failure(() => parsePortSpec(`serial:${device}`).open(new Recorder()));
    expect(isPortError(error) && error.code).toBe('UNAVAILABLE');
    expect(error.message).toContain(`serial ${device} ${what}`);
  });

  test.each([
    [
      'Error: Permission denied, cannot open /dev/ttyUSB0',
      'DENIED',
      /sudo usermod -aG uucp \$USER and log in/,
    ],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'TAKEN', /in use by another program/],
    ['Error Resource temporarily unavailable Cannot lock port', 'TAKEN', /in use by another program/],
    ['Opening COM3: File not found', 'UNAVAILABLE', /does not exist/],
    ['Opening COM3: Access denied', 'TAKEN', /in use by another program/],
    ['Error: Input/output error setting custom baud rate', 'UNAVAILABLE', /cannot be opened \(Error: Input/],
  ])('%s', (words, code, reason) => {
    const error = serialFailure('/dev/ttyUSB0', new Error(words), () => 'uucp');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(reason);
  });

  test('where the package does not load', async () => {
    const error = await failure(() =>
      loadSerial(() => Promise.reject(new Error('no native build was found'))),
    );
    expect(isPortError(error) && error.code).toBe('UNAVAILABLE');
    expect(error.message).toMatch(
      /^serial ports need the package serialport, which does not load on .+; install it/,
    );
  });
});
