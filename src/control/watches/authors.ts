import type { EventLog } from '../events/event-log.ts';

/** Messages that were sent and have not come from the broker. */
const MAX_PENDING = 256;
/** Milliseconds after which a message does not come any more. */
const LATE_MS = 10_000;
/** Characters of a payload that events have. */
const EVENT_CHARACTERS = 8192;

/** Who published a message, as far as that is known: MQTT 3.1.1 tells it to no subscriber. */
export interface Author {
  /** The client identifier, which the embedded broker knows. */
  readonly client?: string;
  /** The module that has sent the same message just before. */
  readonly module?: string;
  readonly link?: number;
  /** It was published by the control plane. */
  readonly here?: true;
}

/** A message that was sent to a broker. */
interface Sent {
  readonly author: Author;
  /** A subscriber hears of it only where it has subscribed later [MQTT-3.3.1-9]. */
  readonly retain: boolean;
}

interface PendingSent extends Sent {
  readonly topic: string;
  readonly payload: string;
  readonly at: number;
}

const UNKNOWN: Sent = { author: {}, retain: false };

/** Remembers what modules and this program have sent, to find out who published what comes from the broker. */
export class Authors {
  readonly #now: () => number;
  #sent: PendingSent[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Looks on at what modules publish. @returns ends that */
  listen(events: EventLog): () => void {
    return events.listen(({ event }) => {
      if (event.event !== 'packet' || event.direction !== 'sent' || event.topic === undefined) return;
      const { topic, payload = '', module, link, retain = false } = event;
      this.sends(topic, payload, { author: { module, link }, retain });
    });
  }

  /** A message is on its way to the broker. */
  sends(topic: string, payload: string, sent: Sent): void {
    if (this.#sent.length >= MAX_PENDING) this.#sent.shift();
    this.#sent.push({ ...sent, topic, payload: payload.slice(0, EVENT_CHARACTERS), at: this.#now() });
  }

  /** Who has sent a message that has come. */
  of(topic: string, payload: Uint8Array): Sent {
    if (this.#sent.length === 0) return UNKNOWN;
    const now = this.#now();
    this.#sent = this.#sent.filter(({ at }) => now - at < LATE_MS);
    if (!this.#sent.some((sent) => sent.topic === topic)) return UNKNOWN;
    const text = Buffer.from(payload).toString().slice(0, EVENT_CHARACTERS);
    const index = this.#sent.findIndex((sent) => sent.topic === topic && sent.payload === text);
    return this.#sent.splice(index, index === -1 ? 0 : 1)[0] ?? UNKNOWN;
  }
}
