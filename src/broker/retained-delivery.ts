import type { Aedes, AedesPublishPacket, Client } from 'aedes';
import type { OutgoingStore } from './outgoing-store.ts';

const LAST_ID = 65_535;

/** What of an Aedes client is used here; its types leave it out. */
interface ClientParts {
  _nextId: number;
  readonly subscriptions: Readonly<Record<string, { readonly qos: number } | undefined>>;
}

/**
 * Makes a retained message that is about to go to a persistent session a part of it. Aedes 1.2 sends it without: it then
 * takes the PUBREC for it as a failure and cuts the client off ("no such packet"), and a message that was lost with the
 * connection does not come again [MQTT-4.4.0-1].
 */
export function deliverRetained(
  { id: brokerId }: Aedes,
  store: OutgoingStore,
  client: Client,
  packet: AedesPublishPacket,
): void {
  // What has an identifier comes from the session; live messages have lost the flag by now.
  if (client.clean || !packet.retain || packet.qos === 0 || packet.messageId !== undefined) return;
  const parts = client as unknown as ClientParts;
  // Aedes lowers the QoS only for a filter without wildcards.
  if (parts.subscriptions[packet.topic]?.qos === 0) return;
  const messageId = parts._nextId;
  parts._nextId = messageId >= LAST_ID ? 1 : messageId + 1;
  packet.messageId = messageId;
  const { brokerCounter } = packet;
  // Both are done at once in the store in memory, in which a packet gets its identifier only by an update.
  void store.outgoingEnqueue({ clientId: client.id }, { ...packet, brokerId });
  void store.outgoingUpdate(client, { brokerId, brokerCounter, messageId });
}
