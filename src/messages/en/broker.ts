import type { Message, Render } from '../types.ts';

/** `HOST:PORT`. */
type Placed = { readonly address: string };
/** A client's identifier. */
type OfClient = { readonly client: string };
type Why = { readonly why: Message };

/** Quoted, because a client may put any character into its identifier. */
const named = ({ client }: OfClient): string => `client ${JSON.stringify(client)}`;
const from = (address: string | undefined): string => address ?? 'an unknown address';

/** What is said of the embedded broker. */
export const broker = {
  /** The reason that a WebSocket is closed with. */
  wrongSubprotocol: ({ subprotocol }: { subprotocol: string }) => `the subprotocol is ${subprotocol}`,
  portTaken: ({ address }: Placed) =>
    `the broker's port ${address} is in use by another program; choose another port, or 0 for any free one`,
  portDenied: ({ address }: Placed) => `the broker may not listen on ${address}; choose a port from 1024 up`,
  foreignAddress: ({ address, loopback }: Placed & { loopback: string }) =>
    `the broker's address ${address} is not an address of this computer; use ${loopback}`,
  cannotListen: ({ address, why }: Placed & Why, render: Render) =>
    `the broker cannot listen at ${address}: ${render(why)}; choose another port`,
  otherPort: ({ taken, used }: { taken: number; used: number }) =>
    `port ${taken} is in use by another program, so the broker uses ${used} instead`,
  openToOthers: ({ address }: Placed) =>
    `the broker at ${address} can be reached from other computers and accepts every client`,
  failed: ({ why }: Why, render: Render) => `the broker failed: ${render(why)}`,
  handshakeFailed: ({ why }: Why, render: Render) => `the TLS handshake with a client failed: ${render(why)}`,
  caUnknown: () => "it does not know the CA of this broker's certificate",
  certificateRefused: () => "it refuses this broker's certificate",
  certificateExpired: () => "by its clock this broker's certificate has expired",
  otherTlsVersion: () => 'it speaks neither TLS 1.2 nor TLS 1.3',
  noSharedCipher: () => 'it shares no cipher with this broker',
  notTls: () => 'it does not speak TLS at this port',
  goneInHandshake: () => 'it has closed the connection',
  handshakeAlert: ({ name, number }: { name: string; number: number }) =>
    `it has ended it with the alert ${name} (${number})`,
  handshakeCode: ({ code }: { code: string }) => `OpenSSL gives ${code || 'no reason'}`,

  firstPacketTooLarge: ({ size, max }: { size: number; max: number }) =>
    `its first packet is announced with ${size} bytes, and CONNECT has at most ${max}`,
  silentClosed: ({ kind, count, seconds }: { kind: string; count: number; seconds: number }) =>
    `the broker closed ${count === 1 ? 'a connection' : `${count} connections`} to its ${kind} listener that had not sent CONNECT after ${seconds} s`,

  connected: ({ client, address, clean }: OfClient & { address: string | undefined; clean: boolean }) =>
    `${named({ client })} connected from ${from(address)} with ${clean ? 'a clean session' : 'a persistent session'}`,
  takenOver: ({ client, address }: OfClient & { address: string | undefined }) =>
    `${named({ client })} is closed, because another one connects with the same client ID from ${from(address)}`,
  disconnected: ({ client }: OfClient) => `${named({ client })} disconnected`,
  subscribed: ({
    client,
    subscriptions,
  }: OfClient & { subscriptions: readonly { topic: string; qos: number }[] }) =>
    `${named({ client })} subscribed to ${subscriptions.map(({ topic, qos }) => `${JSON.stringify(topic)} at QoS ${qos}`).join(', ')}`,
  shareRefused: ({ client, filter }: OfClient & { filter: string }) =>
    `${named({ client })} was refused ${JSON.stringify(filter)}: a shared subscription is $share/GROUP/FILTER`,
  unsubscribed: ({ client, filters }: OfClient & { filters: readonly string[] }) =>
    `${named({ client })} unsubscribed from ${filters.map((filter) => JSON.stringify(filter)).join(', ')}`,
  cutOff: ({ client, why }: OfClient & Why, render: Render) =>
    `${named({ client })} was disconnected: ${render(why)}`,
  malformedText: ({ shown }: { shown: string | undefined }) =>
    `it sent text ${shown === undefined ? '' : `(${JSON.stringify(shown).replaceAll('\\\\x', '\\x')}) `}that is not valid UTF-8 or contains NUL, which MQTT does not allow; send UTF-8`,
  refused: ({ address, why }: { address: string | undefined } & Why, render: Render) =>
    `the broker refused a client at ${from(address)}: ${render(why)}`,
  /** What came before CONNECT is no packet. */
  notMqtt: ({ detail }: { detail: string }) =>
    `it does not send MQTT; perhaps it uses TLS or HTTP at a port for plain MQTT (${detail})`,
  refusedProtocol: ({ address, why }: { address: string | undefined } & Why, render: Render) =>
    `the broker refused a client at ${from(address)}: ${render(why)}; it speaks MQTT 3.1 and 3.1.1`,
};
