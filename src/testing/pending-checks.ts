import type { Message } from '#messages/message';
import { systemTimers } from '#time/timers';
import { ExpectationError } from './expectation-error.ts';

/** How something that is expected stands. */
export interface Check {
  /** It is so; it may become so; it cannot any more. */
  readonly verdict: 'met' | 'pending' | 'failed';
  /** What a failure says. @param waited milliseconds that were waited for it, where that counts */
  explain(waited?: number): Message;
}

/** Looks at something again whenever module, hosts or broker have done something. */
export class PendingChecks {
  readonly #timeout: number;
  readonly #looks = new Set<() => void>();

  /** @param timeout how long something is awaited unless told otherwise, in milliseconds of real time */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Something was done. */
  readonly changed = (): void => {
    for (const look of this.#looks) look();
  };

  /** Awaits that a check is met, or failed, or the time is up. @returns how it stands then, and how long it may have waited */
  async until(
    check: () => Check,
    { timeout = this.#timeout }: { readonly timeout?: number } = {},
  ): Promise<{ readonly check: Check; readonly waited: number }> {
    const first = check();
    if (first.verdict !== 'pending') return { check: first, waited: timeout };
    return new Promise((resolve) => {
      const finish = (last: Check): void => {
        cancel();
        this.#looks.delete(look);
        resolve({ check: last, waited: timeout });
      };
      const look = (): void => {
        const now = check();
        if (now.verdict !== 'pending') finish(now);
      };
      const cancel = systemTimers.after(timeout, () => finish(check()));
      this.#looks.add(look);
    });
  }

  /** As `until`. @throws ExpectationError unless it is met */
  async expect(check: () => Check, options?: { readonly timeout?: number }): Promise<void> {
    const { check: last, waited } = await this.until(check, options);
    if (last.verdict === 'met') return;
    throw new ExpectationError(last.verdict === 'pending' ? 'TIMEOUT' : 'MISMATCH', last.explain(waited));
  }
}
