import { Aedes, type AedesOptions } from 'aedes';
import { OutgoingQueues, storeOf } from './outgoing-store.ts';
import { deliverRetained } from './retained-delivery.ts';
import { isShared, parseShared, SharedSubscriptions } from './shared-subscriptions.ts';

/**
 * Makes an Aedes that keeps what Aedes 1.2 does not: retained messages for persistent sessions, what waits for
 * them, and shared subscriptions.
 * @param refused is told of a shared subscription that is none
 */
export async function createAedes(
  options: Pick<AedesOptions, 'authenticate'> = {},
  refused: (client: string, filter: string) => void = () => {},
): Promise<Aedes> {
  const queues = new OutgoingQueues();
  const aedes = new Aedes({
    ...options,
    preConnect: (client, _packet, answer) => {
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
      refused(client.id, topic);
      // SUBACK 0x80.
      answer(null, null);
    },
  });
  await aedes.listen();
  queues.serve(aedes);
  new SharedSubscriptions(aedes, storeOf(aedes)).listen();
  return aedes;
}
