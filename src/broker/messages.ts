import type { Aedes } from 'aedes';

/** A message at the broker. */
export interface BrokerMessage {
  /** Without wildcards. */
  readonly topic: string;
  /** Its bytes as they are. */
  readonly payload: Buffer;
  /** The QoS it was published with. */
  readonly qos: 0 | 1 | 2;
  /** Whether the broker keeps it for later subscribers. */
  readonly retain: boolean;
  /** The client identifier of who published it; undefined: the broker itself. */
  readonly clientId: string | undefined;
}

/** What the broker publishes by itself; text is sent as UTF-8. */
export interface BrokerPublish {
  /** Without wildcards. */
  readonly topic: string;
  /** Bytes, or text. */
  readonly payload: string | Uint8Array;
  /** Default: 0. */
  readonly qos?: 0 | 1 | 2;
  /** Default: false. */
  readonly retain?: boolean;
}

/** Tells each message that a client has published. */
export function tellMessages(aedes: Aedes, tell: (message: BrokerMessage) => void): void {
  aedes.on('publish', ({ topic, payload, qos, retain }, client) => {
    // The broker's own, such as those on $SYS, come from no client.
    if (client === null) return;
    tell({ topic, payload: Buffer.from(payload), qos, retain, clientId: client.id });
  });
}

/** Publishes as the broker. */
export function publishAt(
  aedes: Aedes,
  { topic, payload, qos = 0, retain = false }: BrokerPublish,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(payload);
    aedes.publish({ cmd: 'publish', dup: false, topic, payload: bytes, qos, retain }, (error) =>
      error === undefined || error === null ? resolve() : reject(error),
    );
  });
}
