import type { Cancel, Timers } from '#time/timers';

/** How the station comes back to an access point that it has lost (`AT+CWRECONNCFG`). */
export interface RejoinConfig {
  /** Seconds between two tries; 0: it does not come back by itself. */
  readonly intervalSeconds: number;
  /** How many tries; 0: without end. */
  readonly repeatCount: number;
}

/** Tries at an interval, until a try succeeds, as many were made as are allowed, or somebody says stop. */
export class Rejoin {
  readonly #timers: Timers;
  readonly #attempt: () => boolean | Promise<boolean>;
  #cancel: Cancel | undefined;

  /** @param attempt one try; whether no further one is to follow, as when it succeeded */
  constructor(timers: Timers, attempt: () => boolean | Promise<boolean>) {
    this.#timers = timers;
    this.#attempt = attempt;
  }

  get active(): boolean {
    return this.#cancel !== undefined;
  }

  start({ intervalSeconds, repeatCount }: RejoinConfig): void {
    this.stop();
    if (intervalSeconds > 0) this.#schedule(intervalSeconds * 1000, repeatCount || Number.POSITIVE_INFINITY);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(ms: number, left: number): void {
    this.#cancel = this.#timers.after(ms, () => {
      this.#cancel = undefined;
      const next = (over: boolean): void => {
        if (!over && left > 1) this.#schedule(ms, left - 1);
      };
      const over = this.#attempt();
      if (over instanceof Promise) void over.then(next);
      else next(over);
    });
  }
}
