import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { FaultSet } from '#faults/fault-set';
import { BaudThrottle } from '#ports/filters/baud-throttle';
import { Chunker } from '#ports/filters/chunker';
import { Filter } from '#ports/filters/filter';
import { RxFifo } from '#ports/filters/rx-fifo';
import { ManualClock, settled } from '#testing/index';
import { event, within } from '../support/helpers.ts';
import { CountingClock, carries, Listener, MIB, run, uartFaults, wire } from './support.ts';

function withFaults(port: Duplex, clock: ManualClock, late: boolean): Duplex {
  const faults = new FaultSet({ timers: clock, areas: ['uart'], tell: () => {} });
  if (late) faults.add('uart.delay', { time: 4, jitter: 4 });
  if (late) faults.add('uart.cut', { direction: 'both', bytes: 3000, gap: 1 });
  return uartFaults(faults, clock).host(port).stream;
}

/** Every filter, and the whole chain; set so that all of a mebibyte gets through. */
const filters: Record<string, (port: Duplex, clock: ManualClock) => Duplex> = {
  'the plain filter': (port) => new Filter(port),
  pace: (port, clock) => new BaudThrottle(port, 921_600, clock),
  chunk: (port, clock) => new Chunker(port, { bytes: 1000, delayMs: 2 }, clock),
  'the receive buffer': (port) => new RxFifo(port, { bytes: 128, rts: true, lost: () => {} }),
  'faults, none of them on': (port, clock) => withFaults(port, clock, false),
  'faults that are late and cut': (port, clock) => withFaults(port, clock, true),
  'all of them': (port, clock) => {
    const pace = new BaudThrottle(new Chunker(port, { bytes: 5000, delayMs: 1 }, clock), 5_000_000, clock);
    return new RxFifo(pace, { bytes: 128, rts: true, lost: () => {} });
  },
};

describe.each(Object.entries(filters))('%s', (_name, make) => {
  function open(): { clock: CountingClock; host: Duplex; port: Duplex; module: Duplex } {
    const clock = new CountingClock();
    const { port, host } = wire();
    return { clock, host, port, module: make(port, clock) };
  }

  test('carries 1 MiB to the module intact', async () => {
    const { clock, host, module } = open();
    expect(await carries(host, module, clock)).toBe(true);
  });

  test('carries 1 MiB to the host intact', async () => {
    const { clock, host, module } = open();
    expect(await carries(module, host, clock)).toBe(true);
  });

  test('passes the end of the host on after its last byte, and what the module answers to it', async () => {
    const { clock, host, module } = open();
    const [heard, answered] = [new Listener(module, clock), new Listener(host, clock)];
    const ended = event(module, 'end');
    module.once('end', () => module.end('so long'));
    host.end('good bye');
    await run(clock, 100);
    await within('end', ended);
    await within('close', module.closed ? Promise.resolve() : event(module, 'close'));
    expect([heard.text, answered.text]).toEqual(['good bye', 'so long']);
    expect(host.readableEnded).toBe(true);
  });

  test('still hears what a host said that ended and is gone', async () => {
    const { clock, host, port, module } = open();
    const heard = new Listener(module, clock);
    host.end('last words');
    await within('end', event(port, 'end'));
    port.destroy();
    await run(clock, 100);
    expect(heard.text).toBe('last words');
    expect(module.closed).toBe(true);
  });

  test('closes with the port and the port with it, in the middle of a transfer', async () => {
    for (const which of ['port', 'module'] as const) {
      const { clock, host, port, module } = open();
      const [heard, answered] = [new Listener(module, clock), new Listener(host, clock)];
      host.write(Buffer.alloc(MIB));
      module.write(Buffer.alloc(MIB));
      await run(clock, 20);
      expect(Math.min(heard.size, answered.size)).toBeGreaterThan(0);
      (which === 'port' ? port : module).destroy();
      await settled();
      expect([port.closed, module.closed, clock.timers]).toEqual([true, true, 0]);
      const after = [heard.size, answered.size];
      await run(clock, 20);
      expect([heard.size, answered.size]).toEqual(after);
    }
  });

  test('passes the failure of the port on', async () => {
    const { clock, port, module } = open();
    const failed = new Promise((resolve) => module.once('error', resolve));
    port.destroy(new Error('unplugged'));
    await run(clock, 5);
    expect(String(await within('error', failed))).toContain('unplugged');
  });

  test('a host that does not read holds the module back, and loses nothing', async () => {
    const { clock, host, module } = open();
    let taken = 0;
    for (let count = 0; count < 16; count++) module.write(Buffer.alloc(65_536), () => taken++);
    await run(clock, 2000, 50);
    expect(taken).toBeLessThan(8);
    const answered = new Listener(host, clock);
    await run(clock, 16_000, 50);
    expect([taken, answered.size]).toEqual([16, MIB]);
  });

  test('a module that does not read holds the host back, and loses nothing', async () => {
    const { clock, host, module } = open();
    let taken = 0;
    for (let count = 0; count < 16; count++) host.write(Buffer.alloc(65_536), () => taken++);
    await run(clock, 2000, 50);
    expect(taken).toBeLessThan(8);
    const heard = new Listener(module, clock);
    await run(clock, 16_000, 50);
    expect([taken, heard.size]).toEqual([16, MIB]);
  });
});

describe('a barrier', () => {
  test.each(Object.keys(filters))(
    'in %s comes after what was written and before what follows',
    async (name) => {
      const clock = new ManualClock();
      const { port, host } = wire();
      const module = filters[name]?.(port, clock);
      if (!(module instanceof Filter)) throw new Error('no filter');
      const answered = new Listener(host, clock);
      const seen: string[] = [];
      const goes: (() => void)[] = [];
      for (const word of ['one', 'two', 'three']) {
        module.write(word);
        module.barrier((go) => {
          goes.push(go);
          seen.push(word);
        });
      }
      module.write('four');
      await run(clock, 30);
      expect([answered.text, seen]).toEqual(['one', ['one']]);
      goes[0]?.();
      await run(clock, 30);
      expect([answered.text, seen]).toEqual(['onetwo', ['one', 'two']]);
      goes[1]?.();
      await run(clock, 30);
      expect(answered.text).toBe('onetwothree');
      goes[2]?.();
      await run(clock, 30);
      expect(answered.text).toBe('onetwothreefour');
    },
  );

  test('is passed at once when everything is out', () => {
    const module = new Filter(wire().port);
    let passed = false;
    module.barrier((go) => {
      passed = true;
      go();
    });
    expect(passed).toBe(true);
  });
});
