import type { Aedes, AedesPublishPacket, Client } from 'aedes';

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
  aedes.on('publish', (packet, client) => {
    // The broker's own, such as those on $SYS, come from no client.
    if (client !== null) tell(messageOf(packet, client.id));
  });
}

/** What the broker tells of itself, which nobody has published. */
const OWN_TOPICS = '$SYS/';

/** Tells each message, those that the broker was told to publish too, until that is ended. @returns ends it */
export function listenToMessages(aedes: Aedes, tell: (message: BrokerMessage) => void): () => void {
  const listener = (packet: AedesPublishPacket, client: Client | null): void => {
    if (!packet.topic.startsWith(OWN_TOPICS)) tell(messageOf(packet, client?.id));
  };
  aedes.on('publish', listener);
  return () => void aedes.removeListener('publish', listener);
}

/** What of Aedes' store is used here; its types leave it out. */
interface RetainedStore {
  createRetainedStreamCombi(
    filters: readonly string[],
  ): AsyncIterable<AedesPublishPacket & { clientId?: string }>;
}

/** All retained messages. */
export async function retainedMessages(aedes: Aedes): Promise<BrokerMessage[]> {
  const { persistence } = aedes as unknown as { readonly persistence: RetainedStore };
  const found: BrokerMessage[] = [];
  for await (const packet of persistence.createRetainedStreamCombi(['#']))
    found.push(messageOf(packet, packet.clientId));
  return found;
}

function messageOf(
  { topic, payload, qos, retain }: AedesPublishPacket,
  clientId: string | undefined,
): BrokerMessage {
  return { topic, payload: Buffer.from(payload), qos, retain, clientId };
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
