import { expect, onTestFinished, test } from 'vitest';
import { openSerial } from '#ports/serial/serial';
import type { OpenDevice, SerialLibrary } from '#ports/serial/serial-native';
import { DEFAULT_LINE } from '#ports/serial-line';
import { ManualClock, settled } from '#testing/index';
import { Recorder } from '../support/helpers.ts';

// DTR and RTS of a host at a serial device [B-RESET-2]; no pseudo-terminal has them, so that the device is played here.

async function open(get: NonNullable<OpenDevice['get']>) {
  const clock = new ManualClock();
  const device: OpenDevice = {
    read: () => new Promise(() => {}),
    async write() {},
    async update() {},
    async drain() {},
    getBaudRate: async () => 115_200,
    get,
    async close() {},
  };
  const library: SerialLibrary = { list: async () => [], open: async () => device };
  const events = new Recorder();
  const port = await openSerial('serial:/dev/played', '/dev/played', DEFAULT_LINE, events, {
    library,
    timers: clock,
  });
  onTestFinished(() => port.close());
  const signals: string[] = [];
  events.traits[0]?.signals?.((signal) => signals.push(signal));
  await settled();
  const run = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 10) {
      clock.advance(10);
      await settled();
    }
  };
  return { events, signals, run };
}

test('a line that is switched on is told, once, and not what it was at the beginning', async () => {
  let now = { cts: true, dsr: true };
  const { signals, run } = await open(async () => now);
  await run(100);
  expect(signals).toEqual([]);
  now = { cts: true, dsr: false };
  await run(50);
  now = { cts: true, dsr: true };
  await run(100);
  expect(signals).toEqual(['dtr']);
  now = { cts: false, dsr: true };
  await run(50);
  now = { cts: true, dsr: true };
  await run(50);
  expect(signals).toEqual(['dtr', 'rts']);
});

test('a system that does not tell is told of once', async () => {
  const { events, signals, run } = await open(async () => {
    throw new Error('Inappropriate ioctl for device');
  });
  await run(200);
  expect(signals).toEqual([]);
  expect(events.notices).toEqual([
    'warn: serial /dev/played does not report the DTR and RTS of the host (Inappropriate ioctl for device), so they cannot reset the module',
  ]);
});
