import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FilterOptions, joinFilters } from '#ports/filters/join';
import { ManualClock, settled } from '#testing/index';
import { Listener, run, wire } from './support.ts';

const off: FilterOptions = {
  pace: false,
  chunk: 0,
  chunkDelayMs: 1,
  rxFifoBytes: 0,
  line: { baud: 115_200, rts: false },
  lost: () => {},
};

function open(options: Partial<FilterOptions>) {
  const clock = new ManualClock();
  const { port, host } = wire();
  const filtered = joinFilters(port, { ...off, ...options }, clock);
  return {
    clock,
    host,
    port,
    filtered,
    answered: new Listener(host, clock),
    heard: new Listener(filtered.stream, clock),
  };
}

test('with everything off the stream stays as it is, and a barrier is passed at once', () => {
  const { port, filtered } = open({});
  expect(filtered.stream).toBe(port);
  let passed = false;
  filtered.barrier((go) => {
    passed = true;
    go();
  });
  expect(passed).toBe(true);
});

describe('together', () => {
  test('the pieces a host sees stay small when a paced line catches up', async () => {
    const { clock, filtered, answered } = open({ pace: true, chunk: 16 });
    filtered.stream.write(Buffer.alloc(2000));
    // Timers that are 50 ms late, at 576 bytes each.
    await run(clock, 400, 50);
    expect(answered.size).toBe(2000);
    expect(Math.max(...answered.pieces.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(16);
  });

  test('small pieces do not slow a paced line down, where their delay leaves it the time', async () => {
    const { clock, filtered, answered } = open({ pace: true, chunk: 64, chunkDelayMs: 4 });
    filtered.stream.write(Buffer.alloc(1152));
    await run(clock, 110);
    expect(answered.size).toBe(1152);
  });

  test('the receive buffer is behind the wire: what is lost came at its speed', async () => {
    let lost = 0;
    const { clock, host, filtered, heard } = open({
      pace: true,
      line: { baud: 10_000, rts: false },
      rxFifoBytes: 10,
      lost: (count) => {
        lost += count;
      },
    });
    filtered.stream.pause();
    host.write(Buffer.alloc(100));
    await run(clock, 50);
    filtered.stream.resume();
    await run(clock, 60);
    expect([heard.size, lost]).toEqual([60, 40]);
  });

  test('RTS comes into use with the line’s settings', async () => {
    const { clock, host, filtered, heard } = open({ pace: true, rxFifoBytes: 4 });
    filtered.stream.pause();
    filtered.setLine({ baud: 9600, rts: true });
    host.write(Buffer.alloc(96));
    await run(clock, 200);
    filtered.stream.resume();
    await run(clock, 200);
    expect(heard.size).toBe(96);
  });
});

test('whatever the options, the bytes are the same and in their order', async () => {
  const options = fc.record({
    pace: fc.boolean(),
    chunk: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
    chunkDelayMs: fc.integer({ min: 0, max: 9 }),
  });
  type LineStep = { out: Uint8Array } | { in: Uint8Array } | { baud: number } | { wait: number };
  const step: fc.Arbitrary<LineStep> = fc.oneof(
    fc.record({ out: fc.uint8Array({ maxLength: 120 }) }),
    fc.record({ in: fc.uint8Array({ maxLength: 120 }) }),
    fc.record({ baud: fc.integer({ min: 80, max: 5_000_000 }) }),
    fc.record({ wait: fc.integer({ min: 1, max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(options, fc.array(step, { maxLength: 20 }), async (given, steps) => {
      const { clock, host, filtered, answered, heard } = open(given);
      const outs: Buffer[] = [];
      const ins: Buffer[] = [];
      for (const each of steps) {
        if ('out' in each) {
          outs.push(Buffer.from(each.out));
          filtered.stream.write(each.out);
        } else if ('in' in each) {
          ins.push(Buffer.from(each.in));
          host.write(each.in);
        } else if ('baud' in each) filtered.setLine({ baud: each.baud, rts: false });
        else await run(clock, each.wait, each.wait);
      }
      const [out, into] = [Buffer.concat(outs), Buffer.concat(ins)];
      // At 80 baud a byte takes 125 ms; that bounds the time which is due.
      for (let turn = 0; turn < 3000 && (answered.size < out.length || heard.size < into.length); turn++) {
        clock.advance(200);
        await settled();
      }
      expect(answered.bytes.equals(out)).toBe(true);
      expect(heard.bytes.equals(into)).toBe(true);
    }),
    { numRuns: 150 },
  );
});
