import type { Aedes, Client } from 'aedes';

/** A session that the broker keeps of a client that is not connected [MQTT-4.1.0-1]. */
export interface BrokerSession {
  /** The client identifier. */
  readonly id: string;
  /** When its client went, in milliseconds since 1970. */
  readonly since: number;
  /** What it has subscribed to. */
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
  /** How many messages wait for it. */
  readonly waiting: number;
}

/** What of Aedes' store is used here; its types leave it out. */
interface SubscriptionStore {
  subscriptionsByClient(client: {
    readonly id: string;
  }): Promise<readonly { readonly topic: string; readonly qos: number }[]>;
}

/** Remembers whose sessions stay when their clients go; Aedes keeps them and lists them to nobody. */
export class KeptSessions {
  readonly #aedes: Aedes;
  readonly #waitingFor: (id: string) => number;
  readonly #since = new Map<string, number>();

  /** @param waitingFor how many messages wait for a client */
  constructor(aedes: Aedes, waitingFor: (id: string) => number) {
    this.#aedes = aedes;
    this.#waitingFor = waitingFor;
    aedes.on('clientReady', ({ id }: Client) => this.#since.delete(id));
    aedes.on('clientDisconnect', ({ id, clean }: Client) => {
      if (!clean) this.#since.set(id, Date.now());
    });
  }

  /** Those of clients that are not connected, the one that went first before the others. */
  list(): Promise<BrokerSession[]> {
    const { persistence, clients } = this.#aedes as unknown as {
      readonly persistence: SubscriptionStore;
      readonly clients: Readonly<Record<string, unknown>>;
    };
    // A client that another one has taken over from leaves after that one has come.
    const away = [...this.#since].filter(([id]) => clients[id] === undefined);
    return Promise.all(
      away.map(async ([id, since]) => {
        const kept = await persistence.subscriptionsByClient({ id });
        const subscriptions = kept.map(({ topic, qos }) => ({ filter: topic, qos }));
        return { id, since, subscriptions, waiting: this.#waitingFor(id) };
      }),
    );
  }
}
