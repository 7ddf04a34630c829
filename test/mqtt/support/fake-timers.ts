import type { Cancel, Timers } from '#time/timers';

/** Time that moves only when it is told to. */
export class FakeTimers implements Timers {
  #now = 0;
  #due: { at: number; run: () => void }[] = [];

  after(ms: number, run: () => void): Cancel {
    const timer = { at: this.#now + ms, run };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((other) => other !== timer);
    };
  }

  now(): number {
    return this.#now;
  }

  /** Timers not fired and not cancelled. */
  get pending(): number {
    return this.#due.length;
  }

  /** Lets time pass, firing what falls due in order, with a turn of the event loop after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
      await turn();
    }
    this.#now = end;
  }
}

/** Waits until everything this turn of the event loop has started is done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
