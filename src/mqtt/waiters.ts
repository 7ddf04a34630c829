import { SparseMap } from '../bytes/sparse.ts';
import { MqttError } from './errors.ts';
import type { Cancel, Timers } from './timers.ts';
import type { QoS } from './types.ts';

/** The packet that ends a wait. */
export type Answer = 'PUBACK' | 'PUBCOMP' | 'SUBACK' | 'UNSUBACK';

interface Waiter {
  expected: Answer;
  resolve(granted: QoS): void;
  reject(error: MqttError): void;
  cancel: Cancel;
}

/** Operations that wait for an answer with their packet identifier. */
export class Waiters {
  readonly #timers: Timers;
  readonly #answered: () => void;
  readonly #waiting = new SparseMap<number, Waiter>();

  /** @param answered called when an answer ends a wait, before its promise settles */
  constructor(timers: Timers, answered: () => void) {
    this.#timers = timers;
    this.#answered = answered;
  }

  /**
   * Waits for an answer; call it before the question is sent.
   * @returns the QoS granted by SUBACK, 0 for the others; rejects with MqttError `TIMEOUT`
   */
  wait(id: number, expected: Answer, timeoutMs: number): Promise<QoS> {
    return new Promise((resolve, reject) => {
      const cancel = this.#timers.after(timeoutMs, () => {
        this.#waiting.delete(id);
        reject(new MqttError('TIMEOUT', `no ${expected} came within ${timeoutMs} ms`));
      });
      this.#waiting.set(id, { expected, resolve, reject, cancel });
    });
  }

  /** The answer came. Nothing happens when nobody waits for it any more. */
  settle(id: number, answer: Answer, granted: QoS = 0): void {
    this.#take(id, answer)?.resolve(granted);
  }

  /** The answer was no. */
  refuse(id: number, answer: Answer, error: MqttError): void {
    this.#take(id, answer)?.reject(error);
  }

  /** No answer will come any more. */
  abort(error: MqttError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiter of waiting) {
      waiter.cancel();
      waiter.reject(error);
    }
  }

  #take(id: number, answer: Answer): Waiter | undefined {
    const waiter = this.#waiting.get(id);
    if (waiter?.expected !== answer) return undefined;
    this.#waiting.delete(id);
    waiter.cancel();
    this.#answered();
    return waiter;
  }
}
