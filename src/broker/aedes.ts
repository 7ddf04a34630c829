import { Aedes, type AedesOptions, type Client } from 'aedes';
import { OutgoingQueues, storeOf } from './outgoing-store.ts';
import { deliverRetained } from './retained-delivery.ts';
import { isShared, parseShared, SharedSubscriptions } from './shared-subscriptions.ts';

/** Hears what Aedes tells nobody. */
export interface AedesObserver {
  /** A client has sent CONNECT. */
  connecting?(client: Client): void;
  /** A shared subscription that is none was refused. */
  refused?(client: string, filter: string): void;
  /** A client connects with the client ID of one that is connected, which is closed then [MQTT-3.1.4-2]. */
  takenOver?(client: string, by: Client): void;
}

/**
 * Makes an Aedes that keeps what Aedes 1.2 does not: retained messages for persistent sessions, what waits for
 * them, and shared subscriptions.
 */
export async function createAedes(
  options: Pick<AedesOptions, 'authenticate'> = {},
  observer: AedesObserver = {},
  queues = new OutgoingQueues(),
): Promise<Aedes> {
  const connected = new Set<string>();
  const aedes = new Aedes({
    ...options,
    preConnect: (client, { clientId }, answer) => {
      observer.connecting?.(client);
      if (connected.has(clientId)) observer.takenOver?.(clientId, client);
      queues.expect(client);
      answer(null, true);
    },
    authorizeForward: (client, packet) => {
      deliverRetained(aedes, storeOf(aedes), client, packet);
      return packet;
    },
    authorizeSubscribe: (client, subscription, answer) => {
      const { topic } = subscription;
      if (!isShared(topic) || parseShared(topic) !== undefined) return answer(null, subscription);
      observer.refused?.(client.id, topic);
      // SUBACK 0x80.
      answer(null, null);
    },
  });
  const authorize = aedes.authorizePublish;
  aedes.authorizePublish = (client, packet, answer) => {
    // Aedes notes it only behind the store, which is asked who has published what is retained.
    if (packet.retain && client !== null) Object.assign(packet, { clientId: client.id });
    authorize(client, packet, answer);
  };
  await aedes.listen();
  queues.serve(aedes);
  aedes.on('clientReady', ({ id }) => connected.add(id));
  aedes.on('clientDisconnect', ({ id }) => connected.delete(id));
  new SharedSubscriptions(aedes, storeOf(aedes)).listen();
  return aedes;
}
