import type { Broker } from '#broker/index';
import type { QoS } from '#mqtt/types';
import type { Source, SourceListener } from './source.ts';

/** Looks on at the embedded broker itself, without a client. */
export class EmbeddedSource implements Source {
  readonly #broker: Broker;
  readonly #listener: SourceListener;
  #unlisten: (() => void) | undefined;

  constructor(broker: Broker, listener: SourceListener) {
    this.#broker = broker;
    this.#listener = listener;
  }

  async begin(): Promise<void> {
    this.#unlisten = this.#broker.listen(({ clientId, ...message }) =>
      this.#listener.published(message, clientId),
    );
    await this.askRetained();
    this.#listener.found();
  }

  async askRetained(): Promise<void> {
    for (const { clientId, ...message } of await this.#broker.retained())
      this.#listener.held(message, clientId);
    this.#listener.heldIsOver();
  }

  async publish(topic: Buffer, payload: Buffer, qos: QoS, retain: boolean): Promise<void> {
    await this.#broker.publish({ topic: topic.toString(), payload, qos, retain });
  }

  end(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }
}
