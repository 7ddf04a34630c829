import { getDefaultHighWaterMark } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { BaudThrottle } from '#ports/filters/baud-throttle';
import { ManualClock, settled } from '#testing/index';
import { Listener, run, wire } from './support.ts';

/** What a stream takes ahead of its reader; it depends on the version of Node. */
const STREAM_BYTES = getDefaultHighWaterMark(false);

function open(baud: number) {
  const clock = new ManualClock();
  const { port, host } = wire();
  const module = new BaudThrottle(port, baud, clock);
  return { clock, host, module, answered: new Listener(host, clock), heard: new Listener(module, clock) };
}

describe('a byte takes ten bits', () => {
  test('1,000 bytes at 115200 baud take 87 ms', async () => {
    const { clock, module, answered } = open(115_200);
    module.write(Buffer.alloc(1000));
    await run(clock, 86);
    expect(answered.size).toBeLessThan(1000);
    await run(clock, 1);
    expect(answered.size).toBe(1000);
  });

  test.each([300, 9600, 57_600, 115_200, 921_600, 5_000_000])(
    'at %i baud no byte is early and none is a tick late',
    async (baud) => {
      for (const direction of ['out', 'in'] as const) {
        const { clock, host, module, answered, heard } = open(baud);
        const [from, ear] = direction === 'out' ? [module, answered] : [host, heard];
        const bytes = Math.ceil(baud / 100);
        from.write(Buffer.alloc(bytes));
        await run(clock, 102);
        const byteMs = 10_000 / baud;
        let size = 0;
        for (const { at, bytes } of ear.pieces) {
          const first = (size + 1) * byteMs;
          size += bytes.length;
          const last = size * byteMs;
          expect(at).toBeGreaterThan(last - byteMs / 100);
          expect(at).toBeLessThan(Math.max(first + 1, last + 1) + 0.01);
        }
        expect(size).toBe(bytes);
      }
    },
  );

  test('both directions have all of the speed', async () => {
    const { clock, host, module, answered, heard } = open(115_200);
    module.write(Buffer.alloc(576));
    host.write(Buffer.alloc(576));
    await run(clock, 50);
    expect([answered.size, heard.size]).toEqual([576, 576]);
  });
});

describe('nothing drifts', () => {
  test('a timer that comes late is made up for', async () => {
    const { clock, module, answered } = open(9600);
    module.write(Buffer.alloc(960));
    // A program that is busy runs its timers late and all at once.
    for (let step = 0; step < 10; step++) await run(clock, 100, 37);
    await run(clock, 1001 - clock.now());
    expect(answered.size).toBe(960);
  });

  test('many small writes take as long as a large one', async () => {
    const { clock, module, answered } = open(115_200);
    for (let count = 0; count < 1152; count++) module.write('x');
    await run(clock, 99);
    expect(answered.size).toBeGreaterThan(1120);
    expect(answered.size).toBeLessThan(1152);
    await run(clock, 2);
    expect(answered.size).toBe(1152);
  });

  test('an idle line saves no speed up', async () => {
    const { clock, module, answered } = open(9600);
    await run(clock, 5000, 100);
    module.write(Buffer.alloc(96));
    await run(clock, 99);
    expect(answered.size).toBeLessThan(96);
    await run(clock, 2);
    expect(answered.size).toBe(96);
  });

  test('nor does one that stood still because the host did not read', async () => {
    const { clock, host, module, answered } = open(921_600);
    host.pause();
    module.write(Buffer.alloc(8 * STREAM_BYTES));
    await run(clock, 3000, 10);
    const before = answered.size;
    host.resume();
    // What the streams had taken comes at once, and the rest at its pace.
    await settled();
    const stood = answered.size;
    await run(clock, 100);
    expect(before).toBe(0);
    expect(stood).toBeLessThan(4.3 * STREAM_BYTES);
    expect(answered.size - stood).toBeLessThan(9216 * 1.02 + 100);
    expect(answered.size - stood).toBeGreaterThan(9216 * 0.95);
  });
});

test('what waits behind a barrier comes at the line’s pace when that goes up', async () => {
  const { clock, module, answered } = open(9600);
  let up: () => void = () => {};
  module.barrier((go) => {
    up = go;
  });
  await run(clock, 50);
  module.write(Buffer.alloc(48));
  await run(clock, 50);
  up();
  await run(clock, 49);
  expect(answered.size).toBeLessThan(48);
  await run(clock, 2);
  expect(answered.size).toBe(48);
});

describe('a change of speed', () => {
  test('is for the bytes that follow, however many wait', async () => {
    const { clock, module, answered } = open(115_200);
    // Small writes fill the stream's own buffer too.
    for (let count = 0; count < 100; count++) module.write(Buffer.alloc(115));
    module.setBaud(9600);
    module.write(Buffer.alloc(96));
    await run(clock, 999);
    expect(answered.size).toBeLessThanOrEqual(11_500);
    expect(answered.size).toBeGreaterThan(11_400);
    await run(clock, 51);
    expect(answered.size).toBeGreaterThanOrEqual(11_500 + 45);
    expect(answered.size).toBeLessThanOrEqual(11_500 + 52);
    await run(clock, 51);
    expect(answered.size).toBe(11_596);
  });

  test('holds for both directions', async () => {
    const { clock, host, module, heard } = open(9600);
    host.write(Buffer.alloc(96));
    await settled();
    module.setBaud(960_000);
    host.write(Buffer.alloc(960));
    await run(clock, 99);
    expect(heard.size).toBeLessThan(96);
    await run(clock, 13);
    expect(heard.size).toBe(96 + 960);
  });
});

test('a quiet line has no timer', async () => {
  const { clock, module, answered } = open(9600);
  let timers = 0;
  const { after } = clock;
  clock.after = (ms, run) => {
    timers++;
    return after.call(clock, ms, run);
  };
  module.write('hello');
  await run(clock, 20);
  expect(answered.text).toBe('hello');
  const before = timers;
  await run(clock, 1000, 10);
  expect(timers).toBe(before);
  expect(before).toBeLessThanOrEqual(6);
});
