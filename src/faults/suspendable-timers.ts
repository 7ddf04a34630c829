import type { Cancel, Timers } from '#time/timers';

interface Waiting {
  readonly run: () => void;
  /** Milliseconds left, while nothing runs. */
  left: number;
  due: number;
  cancel: Cancel | undefined;
}

/**
 * Timers that stand still while they are suspended, as they are from the start: the time of a fault is that of its
 * module, and one that is switched off keeps no program alive.
 */
export class SuspendableTimers implements Timers {
  readonly #timers: Timers;
  readonly #waiting = new Set<Waiting>();
  #suspended = true;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  now(): number {
    return this.#timers.now();
  }

  after(ms: number, run: () => void): Cancel {
    const waiting: Waiting = { run, left: ms, due: 0, cancel: undefined };
    this.#waiting.add(waiting);
    if (!this.#suspended) this.#arm(waiting);
    return () => {
      this.#waiting.delete(waiting);
      waiting.cancel?.();
    };
  }

  suspend(): void {
    if (this.#suspended) return;
    this.#suspended = true;
    for (const waiting of this.#waiting) {
      waiting.cancel?.();
      waiting.left = Math.max(0, waiting.due - this.now());
    }
  }

  resume(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    for (const waiting of this.#waiting) this.#arm(waiting);
  }

  #arm(waiting: Waiting): void {
    waiting.due = this.now() + waiting.left;
    waiting.cancel = this.#timers.after(waiting.left, () => {
      this.#waiting.delete(waiting);
      waiting.run();
    });
  }
}
