import { LazyMap } from '#collections/lazy-map';
import type { Message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import { MqttError } from '../errors.ts';
import type { QoS } from '../types.ts';

/** The packet that ends a wait. */
export type Answer = 'PUBACK' | 'PUBCOMP' | 'SUBACK' | 'UNSUBACK';

/** Whose operations wait. */
export interface AckOwner {
  /** An answer ends a wait; its promise settles a moment later. */
  answered(): void;
  /** What has had no answer for so long, for a person. */
  unanswered(id: number, expected: Answer, ms: number): Message;
}

interface PendingAck {
  id: number;
  expected: Answer;
  timeoutMs: number;
  /** In milliseconds of the timers' clock. */
  deadline: number;
  resolve(granted: QoS): void;
  reject(error: MqttError): void;
}

/**
 * Operations that wait for an answer with their packet identifier.
 *
 * One timer serves them all, and an answer leaves it running: a publish that is acknowledged in time, as nearly all
 * are, then costs neither a timer of its own nor the end of one.
 */
export class PendingAcks {
  readonly #timers: Timers;
  readonly #owner: AckOwner;
  readonly #waiting = new LazyMap<number, PendingAck>();
  #cancel: Cancel | undefined;
  /** When the timer fires. */
  #next = Number.POSITIVE_INFINITY;

  constructor(timers: Timers, owner: AckOwner) {
    this.#timers = timers;
    this.#owner = owner;
  }

  /**
   * Waits for an answer; call it before the question is sent.
   * @returns the QoS granted by SUBACK, 0 for the others; rejects with MqttError `TIMEOUT`
   */
  wait(id: number, expected: Answer, timeoutMs: number): Promise<QoS> {
    const deadline = this.#timers.now() + timeoutMs;
    if (deadline < this.#next) this.#wakeAt(deadline, timeoutMs);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { id, expected, timeoutMs, deadline, resolve, reject });
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
    this.#cancel?.();
    this.#sleep();
    for (const { reject } of waiting) reject(error);
  }

  #take(id: number, answer: Answer): PendingAck | undefined {
    const pending = this.#waiting.get(id);
    if (pending?.expected !== answer) return undefined;
    this.#waiting.delete(id);
    this.#owner.answered();
    return pending;
  }

  #wakeAt(deadline: number, ms: number): void {
    this.#cancel?.();
    this.#next = deadline;
    this.#cancel = this.#timers.after(ms, () => this.#expire());
  }

  /** Gives up what has waited long enough, and looks again when the next has. */
  #expire(): void {
    this.#sleep();
    const now = this.#timers.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { id, expected, timeoutMs, deadline, reject } of [...this.#waiting.values()]) {
      if (deadline > now) next = Math.min(next, deadline);
      else {
        this.#waiting.delete(id);
        reject(new MqttError('TIMEOUT', this.#owner.unanswered(id, expected, timeoutMs)));
      }
    }
    // Rounded up, because a timer for a fraction of a millisecond would fire at once.
    if (next < this.#next) this.#wakeAt(next, Math.ceil(next - now));
  }

  /** No timer runs. */
  #sleep(): void {
    this.#cancel = undefined;
    this.#next = Number.POSITIVE_INFINITY;
  }
}
