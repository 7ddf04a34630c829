import { type Message, message } from '#messages/message';
import { told } from '#metrics/status';
import type { QoS } from '#mqtt/types';
import type { Clock } from '#time/clock';
import { ControlError } from '../control-error.ts';
import type { Authors } from './authors.ts';
import type { Source, SourceListener } from './source.ts';
import { TopicStore } from './topic-store.ts';

/** What a watch is made of. */
export interface WatchParts {
  readonly id: string;
  /** Where it looks on, for people: `embedded`, or a URL without a password. */
  readonly broker: string;
  /** What was asked for, by which the same is found again. */
  readonly key: string;
  readonly clock: Clock;
  readonly authors: Authors;
  makeSource(listener: SourceListener): Source;
}

/** Somebody looks on at all topics of a broker. */
export class BrokerWatch {
  readonly id: string;
  readonly broker: string;
  readonly key: string;
  readonly source: Source;
  readonly #clock: Clock;
  readonly #authors: Authors;
  readonly #topics = new TopicStore();
  /** When somebody has asked last. */
  #askedAt: number;
  #lost: Message | undefined;
  readonly #held = new Set<string>();

  constructor({ id, broker, key, clock, authors, makeSource }: WatchParts) {
    this.id = id;
    this.broker = broker;
    this.key = key;
    this.#clock = clock;
    this.#authors = authors;
    this.#askedAt = clock.now();
    this.source = makeSource({
      published: (seen, client) => {
        const { author, retain } = this.#authors.of(seen.topic, seen.payload);
        const from = { ...author, ...(client !== undefined && { client }) };
        this.#topics.published({ ...seen, retain: seen.retain || retain, from }, clock.wall());
      },
      held: (seen, client) => {
        this.#held.add(seen.topic);
        this.#topics.held({ ...seen, from: client === undefined ? {} : { client } }, clock.wall());
      },
      heldIsOver: () => {
        this.#topics.heldIsOver(this.#held);
        this.#held.clear();
      },
      lost: (why) => {
        this.#lost = why;
      },
      found: () => {
        this.#lost = undefined;
      },
    });
  }

  /** Milliseconds since somebody has asked. */
  get unasked(): number {
    return this.#clock.now() - this.#askedAt;
  }

  asked(): void {
    this.#askedAt = this.#clock.now();
  }

  /** How it is. */
  state() {
    const why = this.#lost;
    return {
      ...{ id: this.id, broker: this.broker, connected: why === undefined },
      ...(why !== undefined && { reason: told(why) }),
    };
  }

  /** The topics that have changed behind a version. */
  topics(after: number) {
    const { version, size, leftOut } = this.#topics;
    return {
      ...this.state(),
      version,
      total: size,
      leftOut,
      topics: this.#topics.changed(after, this.#clock.wall()),
    };
  }

  /** A topic with its last messages. @throws ControlError `NOT_FOUND` */
  messages(topic: string, after: number) {
    const found = this.#topics.messages(topic, after, this.#clock.wall());
    if (found === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noTopic', { topic }));
    return found;
  }

  async publish(topic: Buffer, payload: Buffer, qos: QoS, retain: boolean): Promise<void> {
    this.#authors.sends(topic.toString(), payload.toString(), { author: { here: true }, retain });
    await this.source.publish(topic, payload, qos, retain);
  }
}
