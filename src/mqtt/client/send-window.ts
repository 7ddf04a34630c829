import type { OutgoingPublish } from './session-store.ts';

/** Publishes of QoS 1 that may be unacknowledged at a time while older ones are sent again. */
const MAX_QOS_1 = 10;

/** A publish that waits for its turn. */
export interface Queued {
  readonly qos: 1 | 2;
  /** Sends it. @returns its packet identifier; undefined when it could not be sent */
  send(): number | undefined;
}

/**
 * What a session had in flight when its connection came up, and the publishes behind it: sent in order
 * [MQTT-4.4.0-1], [MQTT-4.6.0-1], a few at a time. Once all of that has been acknowledged, nothing is held back.
 */
export class SendWindow {
  readonly #waiting: Queued[];
  /** Sent and not acknowledged completely. */
  readonly #unacknowledged = new Map<number, 1 | 2>();

  /** @param resend sends one of them again */
  constructor(backlog: readonly OutgoingPublish[], resend: (entry: OutgoingPublish) => void) {
    this.#waiting = backlog.map((entry) => ({
      qos: entry.qos,
      send() {
        resend(entry);
        return entry.id;
      },
    }));
    this.#go();
  }

  /** How many are sent or wait, and are not acknowledged. */
  get size(): number {
    return this.#waiting.length + this.#unacknowledged.size;
  }

  /** Puts a publish behind all others; it may be sent at once. */
  add(queued: Queued): void {
    this.#waiting.push(queued);
    this.#go();
  }

  /** A publish that waits is not to be sent any more. @returns how many are before it */
  remove(queued: Queued): number {
    const index = this.#waiting.indexOf(queued);
    if (index !== -1) this.#waiting.splice(index, 1);
    return this.#unacknowledged.size + Math.max(index, 0);
  }

  /** A publish has been acknowledged completely: the next ones may leave. */
  acknowledged(id: number): void {
    if (this.#unacknowledged.delete(id)) this.#go();
  }

  #go(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#mayLeave(next.qos);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      const id = next.send();
      if (id !== undefined) this.#unacknowledged.set(id, next.qos);
    }
  }

  #mayLeave(qos: 1 | 2): boolean {
    // One of QoS 2 is alone: brokers have a receive window, and some lose what is beyond it without a word.
    if (qos === 2) return this.#unacknowledged.size === 0;
    if (this.#unacknowledged.size >= MAX_QOS_1) return false;
    for (const each of this.#unacknowledged.values()) return each === 1;
    return true;
  }
}
