import { Readable } from 'node:stream';
import type { Aedes, Client } from 'aedes';

const LAST_ID = 65_535;

/** A packet for a client, as Aedes has it. */
interface OutgoingPacket {
  readonly cmd?: string;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
  messageId?: number | undefined;
}

type Delivery = (packet: OutgoingPacket, done: () => void) => void;

/** What of an Aedes client is used here; its types leave it out. */
interface ClientParts {
  _nextId: number;
  deliverQoS: Delivery;
}

/** The messages that a client has not acknowledged, by what Aedes tells them apart by, in their order. */
interface Session {
  readonly packets: Map<string, OutgoingPacket>;
  readonly byId: Map<number, string>;
  /** The identifier that was given last, on whichever connection. */
  lastId: number | undefined;
}

/** What of Aedes' store is used here; its types leave it out. */
export interface OutgoingStore {
  outgoingEnqueue(to: { readonly clientId: string }, packet: OutgoingPacket): Promise<void>;
  outgoingUpdate(client: Client, packet: OutgoingPacket): Promise<unknown>;
}

/** The store of a broker that listens. */
export function storeOf(aedes: Aedes): OutgoingStore {
  return (aedes as unknown as { readonly persistence: OutgoingStore }).persistence;
}

/**
 * What waits for clients of persistent sessions. The queues of Aedes 1.2 mix up two messages of QoS 2 that are released
 * at the same time, throw away one that waits where another came twice, begin with any identifier on each connection, and
 * send twice what comes while a client is coming back.
 */
export class OutgoingQueues {
  readonly #sessions = new Map<string, Session>();
  /** Clients that have not got all that waited for them, and how a message is delivered to each. */
  readonly #comingBack = new WeakMap<Client, Delivery>();
  /** What each of them got of that. */
  readonly #waited = new WeakMap<Client, Set<string>>();

  /** How many messages a client has not acknowledged, or not got. */
  waitingFor(clientId: string): number {
    return this.#sessions.get(clientId)?.packets.size ?? 0;
  }

  /** Takes the place of the queues of a broker that listens. */
  serve(aedes: Aedes): void {
    Object.assign(storeOf(aedes), {
      outgoingEnqueue: async ({ clientId }: { clientId: string }, packet: OutgoingPacket) =>
        this.#enqueue(clientId, packet),
      outgoingEnqueueCombi: async (to: readonly { clientId: string }[], packet: OutgoingPacket) => {
        for (const { clientId } of to) this.#enqueue(clientId, packet);
      },
      outgoingUpdate: async (client: Client, packet: OutgoingPacket) => this.#update(client.id, packet),
      outgoingClearMessageId: async (client: Client, { messageId }: OutgoingPacket) =>
        messageId === undefined ? undefined : this.#clear(client.id, messageId),
      outgoingStream: (client: Client) => Readable.from(this.#waiting(client)),
    });
    aedes.on('clientReady', (client) => this.#isBack(client));
  }

  /** A client connects; what is published from now on until it has got what waits for it waits as well. */
  expect(client: Client): void {
    const parts = client as unknown as ClientParts;
    const deliver = parts.deliverQoS;
    this.#comingBack.set(client, deliver);
    parts.deliverQoS = (packet, done) => {
      if (this.#isServed(client, packet)) setImmediate(done);
      else deliver(packet, done);
    };
  }

  /** It has got what waited when it came, and gets what was published meanwhile. */
  #isBack(client: Client): void {
    const deliver = this.#comingBack.get(client);
    const waited = this.#waited.get(client);
    this.#comingBack.delete(client);
    const session = this.#sessions.get(client.id);
    if (deliver === undefined || waited === undefined || session === undefined) return;
    for (const [key, packet] of session.packets) {
      if (waited.has(key)) continue;
      waited.add(key);
      deliver(packet, () => {});
    }
  }

  /** Whether a message of this moment comes, or has come, from the queue. */
  #isServed(client: Client, packet: OutgoingPacket): boolean {
    if (client.clean || packet.qos === 0 || packet.retain === true) return false;
    const waited = this.#waited.get(client);
    const comesBack = this.#comingBack.has(client);
    // As nearly always.
    if (!comesBack && !waited?.size) return false;
    const key = keyOf(packet);
    if (waited?.has(key) === true) return true;
    return comesBack && this.#sessions.get(client.id)?.packets.has(key) === true;
  }

  #enqueue(clientId: string, packet: OutgoingPacket): void {
    let session = this.#sessions.get(clientId);
    if (session === undefined) {
      session = { packets: new Map(), byId: new Map(), lastId: undefined };
      this.#sessions.set(clientId, session);
    }
    const { packets } = session;
    const key = keyOf(packet);
    if (!packets.has(key)) packets.set(key, { ...packet, messageId: undefined });
  }

  #update(clientId: string, packet: OutgoingPacket): void {
    const session = this.#sessions.get(clientId);
    const { messageId } = packet;
    if (session === undefined) return;
    const key = packet.cmd === 'pubrel' ? session.byId.get(messageId ?? 0) : keyOf(packet);
    const held = key === undefined ? undefined : session.packets.get(key);
    // What the session has no more of, or never had, goes on all the same [MQTT-4.3.3-1].
    if (key === undefined || held === undefined || messageId === undefined) return;
    if (packet.cmd === 'pubrel') {
      session.packets.set(key, { cmd: 'pubrel', messageId });
      return;
    }
    if (held.messageId !== messageId) session.lastId = messageId;
    held.messageId = messageId;
    session.byId.set(messageId, key);
  }

  #clear(clientId: string, messageId: number): OutgoingPacket | undefined {
    const { byId, packets } = this.#sessions.get(clientId) ?? {};
    const key = byId?.get(messageId);
    if (byId === undefined || packets === undefined || key === undefined) return undefined;
    const packet = packets.get(key);
    byId.delete(messageId);
    packets.delete(key);
    return packet;
  }

  /** All that waits for a client; a clean session ends what there was [MQTT-3.1.2-6]. */
  *#waiting(client: Client): Generator<OutgoingPacket> {
    const waited = new Set<string>();
    this.#waited.set(client, waited);
    if (client.clean) this.#sessions.delete(client.id);
    const session = this.#sessions.get(client.id);
    if (session === undefined) return;
    const { packets, byId, lastId } = session;
    const parts = client as unknown as ClientParts;
    if (lastId !== undefined) parts._nextId = after(lastId);
    for (const [key, packet] of [...packets]) {
      if (!packets.has(key)) continue;
      waited.add(key);
      while (byId.has(parts._nextId)) parts._nextId = after(parts._nextId);
      const isAgain = packet.cmd !== 'pubrel' && packet.messageId !== undefined;
      // [MQTT-3.3.1-1]
      yield isAgain ? { ...packet, dup: true } : packet;
    }
  }
}

function keyOf({ brokerId, brokerCounter }: OutgoingPacket): string {
  return `${brokerId}:${brokerCounter}`;
}

function after(id: number): number {
  return id >= LAST_ID ? 1 : id + 1;
}
