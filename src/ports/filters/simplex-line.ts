import type { Timers } from '#time/timers';
import type { BarrierAction } from './filter.ts';
import type { FilterLine, FilterLineEvents } from './line-filter.ts';

/** Start, eight data bits, stop. */
const BITS_A_BYTE = 10;
/** No timer is shorter; a faster line moves several bytes at a time. */
const TICK_MS = 1;
/** Forgives the rounding of fractions of a millisecond. */
const ALMOST = 1e-3;
/** Bytes on the way from which on their sender is held back. The line stays busy until more come. */
const HIGH_WATER_BYTES = 4096;

interface QueuedBytes {
  readonly bytes: Buffer;
  /** When it came to the line. */
  readonly since: number;
}

/**
 * One direction of a wire with a speed: a byte comes out when its time on the wire has passed. Time is counted
 * from when the wire was free, not in timers, so that a late timer is made up for and nothing drifts.
 */
export class SimplexLine implements FilterLine {
  readonly #timers: Timers;
  readonly #events: FilterLineEvents;
  readonly #queue: (QueuedBytes | BarrierAction)[] = [];
  #byteMs: number;
  #length = 0;
  /** Bytes of the first of the queue that are out. */
  #out = 0;
  /** When the last byte was over; the next one begins then or when it comes. */
  #free = 0;
  #cancel: (() => void) | undefined;
  /** Since when the far end takes no more. */
  #fullAt: number | undefined;
  /** An action keeps the wire. */
  #held = false;

  /** @param baud bits a second */
  constructor(baud: number, timers: Timers, events: FilterLineEvents) {
    this.#byteMs = byteMs(baud);
    this.#timers = timers;
    this.#events = events;
  }

  get overfull(): boolean {
    return this.#length >= HIGH_WATER_BYTES;
  }

  put(bytes: Buffer): void {
    this.#length += bytes.length;
    this.#queue.push({ bytes, since: this.#timers.now() });
    this.#advance();
  }

  barrier(action: BarrierAction): void {
    this.#queue.push(action);
    this.#advance();
  }

  /** Bytes that are put from now on travel at another speed. @param baud bits a second */
  setBaud(baud: number): void {
    this.barrier((proceed) => {
      this.#byteMs = byteMs(baud);
      proceed();
    });
  }

  discard(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const actions = this.#queue.filter((entry) => typeof entry === 'function');
    this.#queue.splice(0, this.#queue.length, ...actions);
    this.#length = 0;
    this.#out = 0;
    this.#advance();
    this.#events.departed();
  }

  drained(): void {
    if (this.#fullAt === undefined) return;
    // A wire that stood still has not been sending meanwhile.
    this.#free += this.#timers.now() - this.#fullAt;
    this.#fullAt = undefined;
    this.#advance();
  }

  stop(): void {
    this.#cancel?.();
    this.#queue.length = 0;
    this.#length = 0;
  }

  #advance(): void {
    while (this.#cancel === undefined && this.#fullAt === undefined && !this.#held) {
      const first = this.#queue[0];
      if (first === undefined) return;
      if (typeof first === 'function') this.#perform(first);
      else if (!this.#move(first)) return;
    }
  }

  #perform(action: BarrierAction): void {
    this.#queue.shift();
    const since = this.#timers.now();
    this.#held = true;
    let returned = false;
    action(() => {
      this.#held = false;
      const now = this.#timers.now();
      if (now > since) this.#free = now;
      if (returned) this.#advance();
    });
    returned = true;
  }

  /** Lets out what has arrived. @returns false when the rest of it must wait, for a timer or for the far end */
  #move({ bytes, since }: QueuedBytes): boolean {
    const now = this.#timers.now();
    if (this.#out === 0) this.#free = Math.max(this.#free, since);
    const rest = bytes.length - this.#out;
    const due = Math.min(rest, Math.floor((now - this.#free) / this.#byteMs + ALMOST));
    const slice = bytes.subarray(this.#out, this.#out + due);
    this.#free += due * this.#byteMs;
    this.#out += due;
    this.#length -= due;
    if (due === rest) {
      this.#out = 0;
      this.#queue.shift();
    } else {
      this.#cancel = this.#timers.after(Math.max(TICK_MS, this.#free + this.#byteMs - now), () => {
        this.#cancel = undefined;
        this.#advance();
      });
    }
    if (due > 0 && !this.#events.deliver(slice)) this.#fullAt = now;
    this.#events.departed();
    return due === rest;
  }
}

function byteMs(baud: number): number {
  return (BITS_A_BYTE * 1000) / baud;
}
