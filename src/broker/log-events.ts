import type { Aedes, Client } from 'aedes';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { isMalformedText } from './utf8-only.ts';

/** What a person should know (`info`, `warn`) or may want to see (`debug`). */
export type BrokerNotice = (level: 'debug' | 'info' | 'warn', message: Message) => void;

/** Return code of CONNACK: unacceptable protocol version (MQTT 3.1.1, table 3.1). */
const UNACCEPTABLE_PROTOCOL = 1;

/** Aedes puts CONNACK's return code on the error that ends a refused connection. */
type Refusal = Error & { errorCode?: number };

/**
 * Logs what the broker's clients do.
 * @param peer where a connection comes from, if that is known
 */
export function logBrokerEvents(
  aedes: Aedes,
  peer: (conn: Client['conn']) => string | undefined,
  notice: BrokerNotice,
): void {
  aedes.on('clientReady', ({ id, conn, clean }) => {
    notice('debug', message('broker.connected', { client: id, address: peer(conn), clean }));
  });
  aedes.on('clientDisconnect', ({ id }) => notice('debug', message('broker.disconnected', { client: id })));
  aedes.on('subscribe', (subscriptions, client) => {
    if (client === null) return;
    notice('debug', message('broker.subscribed', { client: client.id, subscriptions }));
  });
  aedes.on('unsubscribe', (filters, client) => {
    // Aedes unsubscribes on behalf of a client that has gone.
    if (client === null || client.closed) return;
    notice('debug', message('broker.unsubscribed', { client: client.id, filters }));
  });
  // Aedes reports one failure for every message that was under way.
  const cutOff = new WeakSet<Client>();
  aedes.on('clientError', (client, error) => {
    if (cutOff.has(client)) return;
    cutOff.add(client);
    notice(
      isMalformedText(error) ? 'warn' : 'info',
      message('broker.cutOff', { client: client.id, why: reasonOf(error) }),
    );
  });
  aedes.on('connectionError', ({ conn }, error: Refusal) => {
    const what = error.errorCode === UNACCEPTABLE_PROTOCOL ? 'broker.refusedProtocol' : 'broker.refused';
    notice('warn', message(what, { address: peer(conn), why: whyRefused(error) }));
  });
}

/** The first byte of TLS or HTTP is a packet type with flags that it cannot have. */
function whyRefused(error: Refusal): Message {
  if (!error.message.startsWith('Invalid header flag bits')) return reasonOf(error);
  return message('broker.notMqtt', { detail: error.message });
}
