import { message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import { type OpeningStep, TransportError } from '../transport-error.ts';

/** How long each step may take; without both it is for the caller to lose patience. */
export interface StepLimit {
  /** Milliseconds. */
  stepTimeoutMs?: number | undefined;
  timers?: Timers | undefined;
}

/** How a step ends, whichever comes first. */
export interface Settle<T> {
  done(value: T): void;
  fail(error: Error): void;
}

/** The steps towards an open transport, one after the other, which may be given up at any moment. */
export class Opening {
  readonly #limit: StepLimit;
  #givenUp = false;
  #letGo: () => void = () => {};

  constructor(limit: StepLimit) {
    this.#limit = limit;
  }

  /**
   * Runs one step, for at most the time of a step.
   * @param start begins it, and returns what lets go of everything that this step and those before it hold
   * @returns rejects with what `fail` was given, or TransportError `TIMEOUT`; never settles once given up
   */
  step<T>(step: OpeningStep, start: (settle: Settle<T>) => () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#givenUp) return;
      let settled = false;
      let stopClock: Cancel = () => {};
      const once = (act: () => void) => {
        if (settled || this.#givenUp) return;
        settled = true;
        stopClock();
        act();
      };
      const letGo = start({
        done: (value) => once(() => resolve(value)),
        fail: (error) => once(() => reject(error)),
      });
      this.#letGo = () => {
        stopClock();
        letGo();
      };
      const { stepTimeoutMs, timers } = this.#limit;
      if (settled || stepTimeoutMs === undefined || timers === undefined) return;
      const reason = message('transport.timeout', { step, ms: stepTimeoutMs });
      stopClock = timers.after(stepTimeoutMs, () =>
        once(() => reject(new TransportError('TIMEOUT', step, reason))),
      );
    });
  }

  /** Lets go of everything; a step that is under way does not settle any more. */
  giveUp(): void {
    if (this.#givenUp) return;
    this.#givenUp = true;
    this.#letGo();
  }
}
