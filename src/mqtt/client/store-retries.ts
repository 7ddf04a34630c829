import { Backoff, type BackoffRange } from '#time/backoff';
import type { Cancel, Timers } from '#time/timers';

/** Milliseconds until something is stored again that could not be. */
const RETRY: BackoffRange = { minMs: 500, maxMs: 30_000 };

/**
 * What the store has refused, tried again and again, each time later. The broker waits for its acknowledgements
 * meanwhile: what is acknowledged is stored, and closing the connection would only bring the same packets again.
 */
export class StoreRetries {
  readonly #timers: Timers;
  readonly #healed: () => void;
  readonly #backoff = new Backoff(RETRY);
  #waiting: (() => void)[] = [];
  #cancel: Cancel | undefined;
  #over = false;

  /** @param healed is called once all has been stored */
  constructor(timers: Timers, healed: () => void) {
    this.#timers = timers;
    this.#healed = healed;
  }

  /** Something could not be stored. @param again tries once more, and comes back here when that fails */
  add(again: () => void): void {
    if (this.#over) return;
    this.#waiting.push(again);
    this.#cancel ??= this.#timers.after(this.#backoff.next(), () => this.#tryAgain());
  }

  /** The connection is gone: the broker sends all of it again. */
  abort(): void {
    this.#over = true;
    this.#waiting = [];
    this.#cancel?.();
  }

  #tryAgain(): void {
    this.#cancel = undefined;
    for (const again of this.#waiting.splice(0)) again();
    // What was received is stored at the end of the turn.
    queueMicrotask(() => {
      if (!this.#over && this.#cancel === undefined) this.#healed();
    });
  }
}
