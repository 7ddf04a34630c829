import { createHash, randomBytes } from 'node:crypto';
import { type Duplex, duplexPair, type Readable } from 'node:stream';
import type { FaultSet } from '#faults/fault-set';
import { UartFaults } from '#faults/uart/uart-faults';
import { ManualClock, settled } from '#testing/index';
import { within } from '../support/helpers.ts';

export const MIB = 1_048_576;

/** What a filter stands between: the port's stream and the end that a host holds. */
export function wire(): { port: Duplex; host: Duplex } {
  const [port, host] = duplexPair();
  return { port, host };
}

/** A manual clock that knows how many of its timers are set. */
export class CountingClock extends ManualClock {
  timers = 0;

  override after(ms: number, run: () => void): () => void {
    let set = true;
    const unset = (): void => {
      if (set) this.timers--;
      set = false;
    };
    this.timers++;
    const cancel = super.after(ms, () => {
      unset();
      run();
    });
    return () => {
      unset();
      cancel();
    };
  }
}

/** Everything that comes out of a stream, and when by the manual clock. */
export class Listener {
  readonly pieces: { at: number; bytes: Buffer }[] = [];
  #size = 0;

  constructor(stream: Readable, clock: ManualClock) {
    stream.on('data', (bytes: Buffer) => {
      this.pieces.push({ at: clock.now(), bytes });
      this.#size += bytes.length;
    });
  }

  get size(): number {
    return this.#size;
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces.map(({ bytes }) => bytes));
  }
}

/** Lets the clock run in steps, and everything that follows at once happen between them. */
export async function run(clock: ManualClock, ms: number, stepMs = 1): Promise<void> {
  await settled();
  for (let gone = 0; gone < ms; gone += stepMs) {
    clock.advance(stepMs);
    await settled();
  }
}

/** Sends a mebibyte from one stream to the other and compares; the clock goes on as fast as it can. */
export async function carries(from: Duplex, to: Duplex, clock: ManualClock): Promise<boolean> {
  const sent = randomBytes(MIB);
  const [wanted, got] = [createHash('sha256').update(sent), createHash('sha256')];
  let size = 0;
  const all = new Promise<void>((resolve) => {
    to.on('data', (bytes: Buffer) => {
      got.update(bytes);
      size += bytes.length;
      if (size >= MIB) resolve();
    });
  });
  from.write(sent);
  let running = true;
  const time = (async () => {
    while (running) {
      clock.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await within('mebibyte', all).finally(() => {
    running = false;
  });
  await time;
  return size === MIB && got.digest('hex') === wanted.digest('hex');
}

/** The UART of a module at the usual speed, with what is wrong with it. */
export function uartFaults(faults: FaultSet, timers: ManualClock): UartFaults {
  return new UartFaults({ faults, timers, log: () => {}, moduleBaud: () => 115_200 });
}
