import type { Aedes, Client } from 'aedes';

/** What a person should know (`info`, `warn`) or may want to see (`debug`), in one sentence. */
export type BrokerNotice = (level: 'debug' | 'info' | 'warn', sentence: string) => void;

/** Aedes puts CONNACK's return code on the error that ends a refused connection. */
type Refusal = Error & { errorCode?: number };

/**
 * Tells what the broker's clients do, a sentence for each event.
 * @param peer where a connection comes from
 */
export function logBrokerEvents(
  aedes: Aedes,
  peer: (conn: Client['conn']) => string,
  notice: BrokerNotice,
): void {
  aedes.on('clientReady', (client) => {
    notice('debug', `${name(client)} connected from ${peer(client.conn)} with ${session(client)}`);
  });
  aedes.on('clientDisconnect', (client) => notice('debug', `${name(client)} disconnected`));
  aedes.on('subscribe', (subscriptions, client) => {
    if (client === null) return;
    const list = subscriptions.map(({ topic, qos }) => `${JSON.stringify(topic)} at QoS ${qos}`).join(', ');
    notice('debug', `${name(client)} subscribed to ${list}`);
  });
  aedes.on('unsubscribe', (filters, client) => {
    // Aedes unsubscribes on behalf of a client that has gone.
    if (client === null || client.closed) return;
    notice('debug', `${name(client)} unsubscribed from ${filters.map((f) => JSON.stringify(f)).join(', ')}`);
  });
  // Aedes reports one failure for every message that was under way.
  const cutOff = new WeakSet<Client>();
  aedes.on('clientError', (client, error) => {
    if (cutOff.has(client)) return;
    cutOff.add(client);
    notice('info', `${name(client)} was cut off: ${error.message}`);
  });
  aedes.on('connectionError', (client, error: Refusal) => {
    const hint = error.errorCode === 1 ? '; it speaks MQTT 3.1 and 3.1.1' : '';
    notice('warn', `the broker refused a client at ${peer(client.conn)}: ${error.message}${hint}`);
  });
}

/** Quoted, because a client may put any character into its identifier. */
function name(client: Client): string {
  return `client ${JSON.stringify(client.id)}`;
}

function session(client: Client): string {
  return client.clean ? 'a clean session' : 'a persistent session';
}
