import { Aedes, type AedesOptions } from 'aedes';
import { storeOf } from './outgoing-store.ts';
import { deliverRetained } from './retained-delivery.ts';
import { isShared, parseShared, SharedSubscriptions } from './shared-subscriptions.ts';

/**
 * Makes an Aedes that keeps what Aedes 1.2 does not: retained messages for persistent sessions, and shared
 * subscriptions.
 * @param refused is told of a shared subscription that is none
 */
export async function createAedes(
  options: Pick<AedesOptions, 'authenticate'> = {},
  refused: (client: string, filter: string) => void = () => {},
): Promise<Aedes> {
  const aedes = new Aedes({
    ...options,
    authorizeForward: (client, packet) => {
      deliverRetained(aedes, storeOf(aedes), client, packet);
      return packet;
    },
    authorizeSubscribe: (client, subscription, answer) => {
      const { topic } = subscription;
      if (!isShared(topic) || parseShared(topic) !== undefined) return answer(null, subscription);
      refused(client.id, topic);
      // SUBACK 0x80.
      answer(null, null);
    },
  });
  await aedes.listen();
  const store = storeOf(aedes);
  const update = store.outgoingUpdate.bind(store);
  // Whoever got a message that the session has no more of, or never had, is answered all the same [MQTT-4.3.3-1].
  store.outgoingUpdate = (client, packet) =>
    packet.cmd === 'pubrel' ? update(client, packet).catch(() => {}) : update(client, packet);
  new SharedSubscriptions(aedes, store).listen();
  return aedes;
}
