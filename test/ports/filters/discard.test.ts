import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { FaultSet } from '#faults/fault-set';
import { BaudThrottle } from '#ports/filters/baud-throttle';
import { Chunker } from '#ports/filters/chunker';
import { Filter } from '#ports/filters/filter';
import { RxFifo } from '#ports/filters/rx-fifo';
import { settled } from '#testing/index';
import { CountingClock, Listener, run, uartFaults, wire } from './support.ts';

const CHUNK = { bytes: 100, delayMs: 10 };
/** Ten bytes a millisecond. */
const BAUD = 100_000;

const slow: Record<string, (port: Duplex, clock: CountingClock) => Filter> = {
  chunk: (port, clock) => new Chunker(port, CHUNK, clock),
  pace: (port, clock) => new BaudThrottle(port, BAUD, clock),
  'faults that are late and cut': (port, clock) => {
    const faults = new FaultSet({ timers: clock, areas: ['uart'], tell: () => {} });
    faults.add('uart.delay', { time: 10 });
    faults.add('uart.cut', { bytes: 100, gap: 10 });
    return uartFaults(faults, clock).host(port).stream as Filter;
  },
  'chunk, pace and the receive buffer': (port, clock) => {
    const pace = new BaudThrottle(new Chunker(port, CHUNK, clock), BAUD, clock);
    return new RxFifo(pace, { bytes: 128, rts: true, lost: () => {} });
  },
};

describe.each(Object.entries(slow))('%s', (_name, make) => {
  test('what was written before a discard and has not left is not sent, what is written after it is', async () => {
    const clock = new CountingClock();
    const { port, host } = wire();
    const module = make(port, clock);
    const heard = new Listener(host, clock);
    for (let n = 0; n < 100; n++) module.write('x'.repeat(1000));
    await run(clock, 25);
    const sent = heard.size;
    expect(sent).toBeGreaterThan(0);
    module.discard();
    module.write('OK');
    await run(clock, 60);
    expect(heard.text).toMatch(/^x+OK$/);
    // A piece that was on its way, at most.
    expect(heard.size - sent - 2).toBeLessThanOrEqual(200);
    module.write('x'.repeat(500));
    await run(clock, 120);
    expect(heard.text).toMatch(/OKx{500}$/);
    module.destroy();
    await settled();
    expect(clock.timers).toBe(0);
  });

  test('barriers keep their order', async () => {
    const clock = new CountingClock();
    const { port, host } = wire();
    const module = make(port, clock);
    const heard = new Listener(host, clock);
    const order: string[] = [];
    module.write('x'.repeat(5000));
    module.barrier((proceed) => {
      order.push('first');
      proceed();
    });
    module.write('y'.repeat(5000));
    module.barrier((proceed) => {
      order.push('second');
      proceed();
    });
    module.discard();
    module.write('OK');
    module.barrier((proceed) => {
      order.push(heard.text.slice(-2));
      proceed();
    });
    await run(clock, 200);
    expect(order).toEqual(['first', 'second', expect.any(String)]);
    expect(heard.text).toMatch(/^x*OK$/);
  });

  test('writes are told as accepted when the port has them, not before', async () => {
    const clock = new CountingClock();
    const { port, host } = wire();
    const module = make(port, clock);
    const heard = new Listener(host, clock);
    module.write('x'.repeat(300));
    let at: number | undefined;
    module.whenAccepted(() => {
      at = heard.size;
    });
    await run(clock, 5);
    expect(at).toBeUndefined();
    await run(clock, 60);
    expect([at, heard.size]).toEqual([300, 300]);
  });
});

test('with a port that takes nothing, what follows a discard comes once it takes something', async () => {
  const clock = new CountingClock();
  const { port, host } = wire();
  const module = new Filter(port);
  for (let n = 0; n < 100; n++) module.write('x'.repeat(10_000));
  await settled();
  module.discard();
  module.write('OK');
  let accepted = false;
  module.whenAccepted(() => {
    accepted = true;
  });
  await settled();
  expect(accepted).toBe(false);
  const heard = new Listener(host, clock);
  await run(clock, 5);
  expect(heard.text).toMatch(/^x+OK$/);
  expect(heard.size).toBeLessThan(100_000);
  expect(accepted).toBe(true);
});
