import type { BarrierAction } from '#ports/filters/filter';
import type { FilterLine, FilterLineEvents } from '#ports/filters/line-filter';
import type { Cancel, Timers } from '#time/timers';

/** So many bytes are enough for a far end that takes no more. */
const FULL_BYTES = 4096;
/** So many may be late, so that what is late is not also slow. */
const LATE_BYTES = 262_144;

interface TimedBytes {
  /** What has not left of them. */
  bytes: Buffer;
  /** When they may leave. */
  due: number;
  readonly pieceBytes: number;
  /** Milliseconds at least from the piece before. */
  gapMs: number;
}

/** When and how bytes leave. */
export interface Departure {
  /** Milliseconds from now until they may. Default: 0 */
  readonly delayMs?: number | undefined;
  /** Greatest size of a piece. Default: as they come */
  readonly pieceBytes?: number | undefined;
  /** Milliseconds at least between one piece and the next. Default: 0 */
  readonly gapMs?: number | undefined;
}

/** One direction of a line on which bytes may be late and in pieces; their order stays. */
export class TimedLine implements FilterLine {
  readonly #timers: Timers;
  readonly #events: FilterLineEvents;
  readonly #queue: (TimedBytes | BarrierAction)[] = [];
  #length = 0;
  /** When the last piece left. */
  #leftAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | undefined;
  /** The far end takes no more. */
  #full = false;
  /** An action keeps the line. */
  #held = false;
  #advancing = false;

  constructor(timers: Timers, events: FilterLineEvents) {
    this.#timers = timers;
    this.#events = events;
  }

  /** Whether it holds as much as it should: little when the far end takes no more, much when all of it is only late. */
  get overfull(): boolean {
    return this.#length >= (this.#full ? FULL_BYTES : LATE_BYTES);
  }

  put(bytes: Buffer, { delayMs = 0, pieceBytes = bytes.length, gapMs = 0 }: Departure = {}): void {
    this.#queue.push({ bytes, due: this.#timers.now() + delayMs, pieceBytes, gapMs });
    this.#length += bytes.length;
    this.#advance();
  }

  barrier(action: BarrierAction): void {
    this.#queue.push(action);
    this.#advance();
  }

  discard(): void {
    const actions = this.#queue.filter((entry) => typeof entry === 'function');
    this.#queue.splice(0, this.#queue.length, ...actions);
    this.#length = 0;
    this.#wake();
    this.#events.departed();
  }

  /** What has not left may do so now. */
  hurry(): void {
    for (const entry of this.#queue) {
      if (typeof entry !== 'function') Object.assign(entry, { due: 0, gapMs: 0 });
    }
    this.#wake();
  }

  drained(): void {
    this.#full = false;
    this.#advance();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#queue.length = 0;
    this.#length = 0;
  }

  #wake(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#advance();
  }

  /** What is delivered may put more, which must not overtake what is left. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#cancel === undefined && !this.#full && !this.#held) {
      const first = this.#queue[0];
      if (first === undefined) break;
      if (typeof first === 'function') this.#perform(first);
      else this.#move(first);
    }
    this.#advancing = false;
  }

  #perform(action: BarrierAction): void {
    this.#queue.shift();
    this.#held = true;
    action(() => {
      this.#held = false;
      this.#advance();
    });
  }

  #move(first: TimedBytes): void {
    const { due, pieceBytes, gapMs } = first;
    const now = this.#timers.now();
    const wait = Math.max(due, this.#leftAt + gapMs) - now;
    if (wait > 0) {
      this.#cancel = this.#timers.after(wait, () => {
        this.#cancel = undefined;
        this.#advance();
      });
      return;
    }
    const piece = first.bytes.subarray(0, pieceBytes);
    first.bytes = first.bytes.subarray(pieceBytes);
    if (first.bytes.length === 0) this.#queue.shift();
    this.#length -= piece.length;
    this.#leftAt = now;
    if (!this.#events.deliver(piece)) this.#full = true;
    this.#events.departed();
  }
}
