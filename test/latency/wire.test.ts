import { describe, expect, test } from 'vitest';
import { LateWire } from '#latency/wire';
import { createMemoryPort } from '#ports/index';
import { ManualClock, settled } from '#testing/index';

/** A wire on which everything takes a while. */
async function slow(way: { readonly delay: number; readonly bytesPerSecond?: number }) {
  const clock = new ManualClock();
  const port = createMemoryPort();
  const arrived: Buffer[] = [];
  let over = false;
  await port.open({
    host: (stream) => {
      stream.on('data', (bytes: Buffer) => arrived.push(bytes));
      stream.on('end', () => {
        over = true;
      });
    },
    notice() {},
  });
  const wire = new LateWire(port.host, { way: () => way, cut: () => undefined, closed() {} }, clock);
  return { clock, wire, arrived: () => Buffer.concat(arrived).toString(), over: () => over };
}

describe('what was sent before the end', () => {
  test('arrives when the socket is destroyed', async () => {
    const { clock, wire, arrived, over } = await slow({ delay: 1000 });
    wire.write('DISCONNECT');
    await settled();
    wire.destroy();
    await settled();
    expect(arrived()).toBe('');
    expect(over()).toBe(false);
    clock.advance(1000);
    await settled();
    expect(arrived()).toBe('DISCONNECT');
    expect(over()).toBe(true);
  });

  test('arrives when the socket is ended', async () => {
    const { clock, wire, arrived, over } = await slow({ delay: 10, bytesPerSecond: 1000 });
    wire.end('x'.repeat(1000));
    for (let i = 0; i < 60; i++) {
      clock.advance(20);
      await settled();
    }
    expect(arrived()).toHaveLength(1000);
    expect(over()).toBe(true);
  });

  test('does not when nothing of it has left yet', async () => {
    const { clock, wire, arrived, over } = await slow({ delay: 0, bytesPerSecond: 100 });
    wire.write('x'.repeat(1000));
    await settled();
    clock.advance(1000);
    await settled();
    wire.destroy();
    await settled();
    clock.advance(100_000);
    await settled();
    expect(arrived().length).toBeLessThanOrEqual(100);
    expect(over()).toBe(true);
    expect(clock.untilNext()).toBeUndefined();
  });
});
