import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { systemTimers } from '#time/timers';
import type { ExpectationError, ExpectationErrorCode } from './expectation-error.ts';

interface Waiter {
  /** Looks again. @returns whether it has what it waits for, or never will */
  look(): boolean;
  fail(code: ExpectationErrorCode, why: Message): void;
}

/** Who waits for something to come, each with a limit. */
export class PendingMatches {
  readonly #waiting = new Set<Waiter>();

  /** Something has come: everybody looks again. */
  look(): void {
    for (const waiter of this.#waiting) if (waiter.look()) this.#waiting.delete(waiter);
  }

  /** Nothing can come any more. */
  fail(code: ExpectationErrorCode, why: Message): void {
    for (const waiter of this.#waiting) waiter.fail(code, why);
  }

  /**
   * Waits until `find` has found something; it looks at once.
   * @param failure makes the error when it throws, or `ms` milliseconds are over
   */
  add<T>(
    find: () => { readonly value: T } | undefined,
    ms: number,
    failure: (code: ExpectationErrorCode, why: Message) => ExpectationError,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const fail: Waiter['fail'] = (code, why) => {
        cancel();
        this.#waiting.delete(waiter);
        reject(failure(code, why));
      };
      const cancel = systemTimers.after(ms, () => fail('TIMEOUT', message('testing.notInTime', { ms })));
      const waiter: Waiter = {
        fail,
        look() {
          try {
            const found = find();
            if (found === undefined) return false;
            cancel();
            resolve(found.value);
          } catch (error) {
            fail('MISMATCH', reasonOf(error));
          }
          return true;
        },
      };
      if (!waiter.look()) this.#waiting.add(waiter);
    });
  }
}
