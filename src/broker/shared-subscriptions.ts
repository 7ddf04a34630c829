import type { Aedes, AedesPublishPacket, Client, Subscription } from 'aedes';
import type { OutgoingStore } from './outgoing-store.ts';

const SHARE = '$share/';
/** What Aedes tells copies apart by: of these it sees each once, whatever else the client has subscribed. */
const BROKER_ID = 'shared';

type QoS = 0 | 1 | 2;

/** A client in a group. */
interface Member {
  readonly clientId: string;
  readonly qos: QoS;
}

/** Those who share a subscription. */
interface Group {
  readonly filter: string;
  /** In the order of their turns: who was served goes to the end. */
  members: Member[];
  deliver(packet: AedesPublishPacket, done: () => void): void;
}

/** Whether a topic filter is of a shared subscription. */
export function isShared(filter: string): boolean {
  return filter.startsWith(SHARE);
}

/** `$share/GROUP/FILTER` taken apart. @returns undefined when it is none (MQTT 5, 4.8.2) */
export function parseShared(shared: string): { group: string; filter: string } | undefined {
  const [, group, filter] = /^\$share\/([^/+#]+)\/(.+)$/s.exec(shared) ?? [];
  return group === undefined || filter === undefined ? undefined : { group, filter };
}

/**
 * Shared subscriptions, which Aedes grants and never serves: each message goes to one of those who share, in turn. Who has
 * a persistent session gets it later, when nobody is there.
 */
export class SharedSubscriptions {
  readonly #aedes: Aedes;
  readonly #store: OutgoingStore;
  readonly #groups = new Map<string, Group>();
  /** By client identifier, because the client of a persistent session goes and comes back. */
  readonly #present = new Map<string, Client>();
  #copies = 0;

  constructor(aedes: Aedes, store: OutgoingStore) {
    this.#aedes = aedes;
    this.#store = store;
  }

  /** Follows who subscribes, comes and goes. */
  listen(): void {
    const aedes = this.#aedes;
    aedes.on('client', (client) => {
      // A clean session ends what was there under its name [MQTT-3.1.2-6].
      if (client.clean) this.#leaveAll(client.id);
      this.#present.set(client.id, client);
    });
    aedes.on('clientDisconnect', (client) => {
      if (this.#present.get(client.id) === client) this.#present.delete(client.id);
      if (client.clean) this.#leaveAll(client.id);
    });
    aedes.on('subscribe', (subscriptions, client) => {
      // The broker's own come from no client.
      if (client !== null) for (const each of subscriptions) this.#join(client, each);
    });
    aedes.on('unsubscribe', (filters, client) => {
      if (client !== null) for (const each of filters) this.#leave(each, client.id);
    });
  }

  #join({ id: clientId }: Client, { topic: shared, qos }: Subscription): void {
    const parsed = isShared(shared) ? parseShared(shared) : undefined;
    if (parsed === undefined || qos > 2) return;
    const group = this.#groups.get(shared) ?? this.#open(shared, parsed.filter);
    group.members = [...group.members.filter((each) => each.clientId !== clientId), { clientId, qos }];
  }

  #open(shared: string, filter: string): Group {
    const group: Group = {
      filter,
      members: [],
      deliver: (packet, done) => this.#deliver(group, packet, done),
    };
    this.#groups.set(shared, group);
    this.#aedes.subscribe(filter, group.deliver, () => {});
    return group;
  }

  #leave(shared: string, clientId: string): void {
    const group = this.#groups.get(shared);
    if (group === undefined) return;
    group.members = group.members.filter((each) => each.clientId !== clientId);
    if (group.members.length > 0) return;
    this.#groups.delete(shared);
    this.#aedes.unsubscribe(group.filter, group.deliver, () => {});
  }

  #leaveAll(clientId: string): void {
    for (const shared of [...this.#groups.keys()]) this.#leave(shared, clientId);
  }

  #deliver(group: Group, packet: AedesPublishPacket, done: () => void): void {
    // [MQTT-4.7.2-1]
    if (packet.topic.startsWith('$') && /^[+#]/.test(group.filter)) return done();
    const member =
      group.members.find(({ clientId }) => this.#isHere(clientId)) ??
      group.members.find(({ qos }) => Math.min(qos, packet.qos) > 0);
    if (member === undefined) return done();
    group.members = [...group.members.filter((each) => each !== member), member];
    const copy = {
      cmd: 'publish',
      topic: packet.topic,
      payload: packet.payload,
      qos: Math.min(member.qos, packet.qos) as QoS,
      retain: false,
      dup: false,
      brokerId: BROKER_ID,
      brokerCounter: ++this.#copies,
    } as const;
    const client = this.#present.get(member.clientId);
    if (client !== undefined && !client.closed) client.publish(copy, () => done());
    else this.#store.outgoingEnqueue({ clientId: member.clientId }, copy).then(done, done);
  }

  #isHere(clientId: string): boolean {
    return this.#present.get(clientId)?.closed === false;
  }
}
