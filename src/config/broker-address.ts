import type { ListenAddress, ListenerKind } from '#broker/index';
import { LOOPBACK } from '#net/host-port';
import { parseListenAddress } from './listen-address.ts';

/** The ports that MQTT has over TCP and TLS, and the ones that brokers use over WebSocket. */
const DEFAULT_PORTS: Readonly<Record<ListenerKind, number>> = { tcp: 1883, tls: 8883, ws: 8083, wss: 8084 };

/** The option that opens a kind of listener. */
export const BROKER_OPTIONS: Readonly<Record<ListenerKind, string>> = {
  tcp: '--broker',
  tls: '--broker-tls',
  ws: '--broker-ws',
  wss: '--broker-wss',
};

/** The kinds of listener in their order, without loading the broker. */
export const BROKER_KINDS = Object.keys(BROKER_OPTIONS) as readonly ListenerKind[];

/**
 * Reads `--broker` and its like: `HOST:PORT`, `PORT` or nothing. The kind's own port gives way to a free one
 * when it is taken.
 * @param name what the text was given for, for the message
 * @throws UsageError
 */
export function parseBrokerAddress(
  kind: ListenerKind,
  text: string | true,
  name = BROKER_OPTIONS[kind],
): ListenAddress {
  const usual = DEFAULT_PORTS[kind];
  if (text === true) return { host: LOOPBACK, port: usual, fallbackToFreePort: true };
  const address = parseListenAddress(text, name, usual);
  return { ...address, fallbackToFreePort: address.port === usual };
}
