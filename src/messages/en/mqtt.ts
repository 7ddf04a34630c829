import type { Message, Render } from '../types.ts';

/** The words of MQTT 3.1.1, table 3.1. */
const RETURN_CODES = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorised',
];

type OfPeer = { readonly peer: Message };
type OfTopic = { readonly what: Message };

const because = (why: Message | undefined, render: Render) => (why ? `: ${render(why)}` : '');

/** What is said of MQTT: of a connection, of what goes over it, of topics. */
export const mqtt = {
  broker: () => 'the broker',
  brokerAt: ({ address }: { address: string }) => `the broker at ${address}`,

  cannotConnect: ({ problem }: { problem: Message }, render: Render) => `cannot connect: ${render(problem)}`,
  connectedAlready: () => 'there is a connection',
  emptyClientId: () => 'an empty client identifier needs a clean session',
  keepAliveOutOfRange: ({ seconds, max }: { seconds: number; max: number }) =>
    `the keep alive of ${seconds} seconds is not between 0 and ${max}`,
  passwordWithoutUser: () => 'a password needs a user name',

  couldNotConnect: ({ peer, why }: OfPeer & { why?: Message | undefined }, render: Render) =>
    `could not connect to ${render(peer)}${because(why, render)}`,
  closedBeforeConnack: ({ peer, why }: OfPeer & { why?: Message | undefined }, render: Render) =>
    `${render(peer)} closed the connection before CONNACK${because(why, render)}`,
  notReached: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `${render(peer)} was not reached within ${ms} ms`,
  noConnack: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `no CONNACK came from ${render(peer)} within ${ms} ms`,
  refused: ({ peer, returnCode }: OfPeer & { returnCode: number }, render: Render) =>
    `${render(peer)} refused the connection: ${RETURN_CODES[returnCode] ?? 'a reason that MQTT 3.1.1 does not define'} (return code ${returnCode})`,

  notConnected: ({ peer }: OfPeer, render: Render) => `not connected to ${render(peer)}`,
  lost: ({ peer, why }: OfPeer & { why?: Message | undefined }, render: Render) =>
    `${render(peer)} closed the connection${because(why, render)}`,
  closedHere: ({ peer }: OfPeer, render: Render) =>
    `the connection to ${render(peer)} was closed by this side`,
  noPingresp: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `${render(peer)} did not answer PINGREQ within ${ms} ms`,
  noAnswer: ({ expected, ms }: { expected: string; ms: number }) => `no ${expected} came within ${ms} ms`,
  pubackForQos2: () =>
    'the broker answers publishes of QoS 2 with PUBACK, as of QoS 1 (RabbitMQ before 4.0 does): each is taken as delivered at least once',
  subscriptionRefused: () => 'the broker refused the subscription',
  inflightFull: ({ max }: { max: number }) => `${max} publishes are not acknowledged yet`,
  backlogWaits: ({ count }: { count: number }) =>
    count === 1 ? '1 older message waits' : `${count} older messages wait`,
  idsUsedUp: () => 'all 65535 packet identifiers are in use',
  notStored: ({ why }: { why: Message }, render: Render) => `the session could not be stored: ${render(why)}`,
  packetTooLarge: ({ remaining, max }: { remaining: number; max: number }) =>
    `the packet would have a remaining length of ${remaining} bytes, and MQTT allows at most ${max}`,

  answersInHttp: ({ peer }: OfPeer, render: Render) =>
    `${render(peer)} answers in HTTP, not in MQTT, as one does that expects WebSocket there`,
  answersInTls: ({ peer }: OfPeer, render: Render) =>
    `${render(peer)} answers in TLS, not in MQTT, as one does that expects TLS there`,
  protocolBroken: ({ peer, problem }: OfPeer & { problem: Message }, render: Render) =>
    `${render(peer)} broke the MQTT protocol: ${render(problem)}`,
  secondConnack: () => 'a second CONNACK came',
  beforeConnack: ({ packet }: { packet: string }) => `${packet} came before CONNACK`,
  onlyFromClient: ({ packet }: { packet: string }) => `${packet} is a packet that only a client sends`,
  noAuth: () => 'AUTH is not a packet of MQTT 3.1.1',
  reservedType: () => 'a packet of the reserved type 0 came',
  wrongFlags: ({ packet }: { packet: string }) => `${packet} came with flags that it cannot have`,
  wrongLength: ({ packet }: { packet: string }) => `${packet} came with a length it cannot have`,
  wrongId: ({ packet }: { packet: string }) => `${packet} came with the packet identifier 0`,
  wrongReturnCode: ({ packet, code }: { packet: string; code: number }) =>
    `${packet} came with the return code ${code}, which MQTT 3.1.1 does not define`,
  wrongQos: () => 'PUBLISH came with QoS 3',
  wrongRemainingLength: () => 'a remaining length came that is longer than four bytes',
  inWill: ({ problem }: { problem: Message }, render: Render) => `the will: ${render(problem)}`,
  inPublish: ({ problem }: { problem: Message }, render: Render) => `in a PUBLISH, ${render(problem)}`,

  clientId: () => 'client identifier',
  userName: () => 'user name',
  password: () => 'password',
  willTopic: () => 'will topic',
  willMessage: () => 'will message',
  topic: () => 'topic',
  topicFilter: () => 'topic filter',
  holdsNul: ({ what }: OfTopic, render: Render) => `the ${render(what)} contains a NUL character`,
  tooLong: ({ what, size, max }: OfTopic & { size: number; max: number }, render: Render) =>
    `the ${render(what)} has ${size} bytes, and MQTT allows at most ${max}`,
  isEmpty: ({ what }: OfTopic, render: Render) => `the ${render(what)} is empty`,
  notUtf8: ({ what }: OfTopic, render: Render) => `the ${render(what)} is not valid UTF-8`,
  wildcard: ({ character }: { character: string }) => `the topic contains the wildcard '${character}'`,
  hashNotLast: () => "'#' is not the last character of the topic filter",
  notWholeLevel: ({ character }: { character: string }) =>
    `'${character}' does not fill a whole level of the topic filter`,
};
