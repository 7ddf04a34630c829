import type { BrokerMessage } from '#broker/index';
import type { PlayBroker } from './target.ts';

/** What clients have published at the broker; each message is taken once. */
export class Published {
  readonly #broker: PlayBroker | undefined;
  readonly #taken = new Set<BrokerMessage>();

  constructor(broker: PlayBroker | undefined) {
    this.#broker = broker;
  }

  /** Those that no step has taken. */
  get left(): readonly BrokerMessage[] {
    return (this.#broker?.messages ?? []).filter((each) => !this.#taken.has(each));
  }

  /** Takes the first that fits. */
  take(fits: (message: BrokerMessage) => boolean): BrokerMessage | undefined {
    const found = this.left.find(fits);
    if (found !== undefined) this.#taken.add(found);
    return found;
  }
}
