import { expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { openSerial } from '#ports/serial/serial';
import { loadSerial, type OpenDevice, type SerialLibrary } from '#ports/serial/serial-native';
import { DEFAULT_LINE } from '#ports/serial-line';
import { ManualClock, settled } from '#testing/index';
import { needs } from '../../support/needs.ts';
import { pretendPlatform } from '../../support/platform.ts';
import { failure, openPort, Recorder, within } from '../support/helpers.ts';
import { of } from '../support/kind.ts';

/** A port on a device that is played: it goes when `pull` is called, and is found again once `there` is true. */
async function played() {
  const clock = new ManualClock();
  const gone: ((error: Error) => void)[] = [];
  let there = true;
  const open = async (): Promise<OpenDevice> => {
    if (!there) throw new Error('No such file or directory');
    return {
      read: () => new Promise((_resolve, reject) => gone.push(reject)),
      async write() {},
      async update() {},
      async drain() {},
      getBaudRate: async () => 115_200,
      async close() {},
    };
  };
  const library: SerialLibrary = { list: async () => [], open };
  const events = new Recorder();
  const port = await openSerial('serial:/dev/played', '/dev/played', DEFAULT_LINE, events, {
    library,
    timers: clock,
  });
  onTestFinished(() => port.close());
  (await events.next()).resume();
  await settled();
  return {
    port,
    events,
    clock,
    async pull() {
      there = false;
      for (const reject of gone.splice(0)) reject(new Error('Input/output error'));
      await settled();
    },
    async plug() {
      there = true;
      clock.advance(10_000);
      await settled();
    },
  };
}

const place = 'serial /dev/played';

test('a device that is pulled is away until it is back', async () => {
  const { port, events, pull, plug } = await played();
  expect(port.away).toBeUndefined();
  await pull();
  expect(port.away).toEqual(message('ports.deviceAway'));
  await plug();
  expect(port.away).toBeUndefined();
  expect(events.told).toEqual([
    message('ports.deviceGone', { place, why: message('errors.foreign', { text: 'Input/output error' }) }),
    message('ports.deviceBack', { place }),
  ]);
});

test('Windows changes the speed of an open device alone', async () => {
  const { events, clock } = await played();
  pretendPlatform('win32');
  const set = events.lines[0]?.set({ ...DEFAULT_LINE, parity: 'even' });
  const failed = failure(() => set);
  await settled();
  clock.advance(1000);
  expect(await failed).toMatchObject({
    code: 'LINE',
    reason: message('ports.lineUnchanged', { place, why: message('ports.reframingImpossible') }),
  });
});

test('a write that is under way when the device is closed ends', needs('Unix'), async () => {
  const { port } = await openPort('pty');
  const library = await loadSerial();
  const device = await library.open({
    path: of('pty', port.info).path,
    baudRate: 115_200,
    dataBits: 8,
    stopBits: 1,
    parity: 'none',
    rtscts: false,
    lock: false,
  });
  // More than the terminal takes while nobody reads.
  const written = failure(() => device.write(Buffer.alloc(1 << 20)));
  await device.close();
  expect(await within('end of the write', written)).toMatchObject({
    code: 'UNAVAILABLE',
    reason: message('ports.deviceClosed'),
  });
});
