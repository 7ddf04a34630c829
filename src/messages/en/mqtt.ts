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

/** The words of MQTT 5, table 2-6, for what may be in CONNACK, SUBACK or DISCONNECT of a broker that speaks no other version. */
const REASON_CODES: Readonly<Record<number, string>> = {
  128: 'unspecified error',
  129: 'malformed packet',
  130: 'protocol error',
  131: 'implementation specific error',
  132: 'unsupported protocol version',
  133: 'client identifier not valid',
  134: 'bad user name or password',
  135: 'not authorised',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  139: 'server shutting down',
  140: 'bad authentication method',
  141: 'keep alive timeout',
  142: 'session taken over',
  143: 'topic filter invalid',
  144: 'topic name invalid',
  145: 'packet identifier in use',
  147: 'receive maximum exceeded',
  149: 'packet too large',
  150: 'message rate too high',
  151: 'quota exceeded',
  152: 'administrative action',
  153: 'payload format invalid',
  154: 'retain not supported',
  155: 'QoS not supported',
  156: 'use another server',
  157: 'server moved',
  158: 'shared subscriptions not supported',
  159: 'connection rate exceeded',
  160: 'maximum connect time',
  161: 'subscription identifiers not supported',
  162: 'wildcard subscriptions not supported',
};

/** A code that MQTT 3.1.1 does not have, with what MQTT 5 means by it. */
const coded = (code: number): string => {
  const words = REASON_CODES[code];
  return words === undefined ? `${code}` : `${code}, 0x${code.toString(16)}, in MQTT 5: ${words}`;
};

type OfPeer = { readonly peer: Message };
type OfTopic = { readonly what: Message };

/** What came instead of CONNACK. */
type OfAnswer = OfPeer & { readonly shown: string };
type OfLoss = OfPeer & { readonly why?: Message | undefined };
type Published = {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  /** With DUP. */
  readonly again: boolean;
  /** Of the payload; undefined where it is not known any more. */
  readonly bytes: number | undefined;
};

type OfSubscription = { readonly topic: string; readonly qos: number };

const ended = (peer: Message, why: Message | undefined, render: Render): string =>
  why === undefined
    ? `${render(peer)} closed the connection`
    : `the connection to ${render(peer)} was lost (${render(why)})`;

const because = (why: Message | undefined, render: Render) => (why ? `: ${render(why)}` : '');

/** What is said of MQTT: of a connection, of what goes over it, of topics. */
export const mqtt = {
  broker: () => 'the broker',
  brokerAt: ({ address }: { address: string }) => `the broker at ${address}`,

  cannotConnect: ({ problem }: { problem: Message }, render: Render) => `cannot connect: ${render(problem)}`,
  connectedAlready: () => 'already connected',
  emptyClientId: () => 'an empty client ID needs a clean session',
  keepAliveOutOfRange: ({ seconds, max }: { seconds: number; max: number }) =>
    `the keepalive is ${seconds} s; it must be from 0 to ${max} s`,
  passwordWithoutUser: () => 'a password needs a user name',

  couldNotConnect: ({ peer, why }: OfPeer & { why?: Message | undefined }, render: Render) =>
    `could not connect to ${render(peer)}${because(why, render)}`,
  closedBeforeConnack: ({ peer, why }: OfPeer & { why?: Message | undefined }, render: Render) =>
    `${render(peer)} closed the connection before CONNACK${because(why, render)}`,
  notReached: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `connecting to ${render(peer)} timed out after ${ms} ms`,
  noConnack: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `no CONNACK from ${render(peer)} within ${ms} ms`,
  refused: ({ peer, returnCode }: OfPeer & { returnCode: number }, render: Render) =>
    `${render(peer)} refused the connection: ${RETURN_CODES[returnCode] ?? 'a reason that MQTT 3.1.1 does not define'} (return code ${coded(returnCode)})`,

  notConnected: ({ peer }: OfPeer, render: Render) => `not connected to ${render(peer)}`,
  lost: ({ peer, why }: OfLoss, render: Render) =>
    why === undefined
      ? `${render(peer)} closed the connection`
      : `the connection to ${render(peer)} was lost: ${render(why)}`,
  lostAfterConnack: ({ peer, why }: OfLoss, render: Render) =>
    `${ended(peer, why, render)} right after CONNACK, before anything else was sent: brokers do that when another client comes with the same client ID, or when their rules or limits do not let this one stay`,
  lostAfter: ({ peer, sent, causes, why }: OfLoss & { sent: Message; causes: Message }, render: Render) =>
    `${ended(peer, why, render)} right after ${render(sent)}: ${render(causes)}`,
  subscribeTo: ({ topic, qos }: OfSubscription) => `SUBSCRIBE to '${topic}' (QoS ${qos})`,
  subscribeCauses: () =>
    'brokers with access rules do that when the topic is not allowed, others when they do not take such a topic filter',
  unsubscribeFrom: ({ topic }: { topic: string }) => `UNSUBSCRIBE from '${topic}'`,
  unsubscribeCauses: () => 'brokers with access rules do that when the topic is not allowed',
  publishTo: ({ topic, qos, retain, again, bytes }: Published) =>
    `PUBLISH to '${topic}' (${[
      ...(again ? ['sent again'] : []),
      `QoS ${qos}`,
      ...(retain ? ['retained'] : []),
      ...(bytes === undefined ? [] : [`${bytes} bytes`]),
    ].join(', ')})`,
  publishCauses: ({ qos, retain }: { qos: number; retain: boolean }) =>
    `brokers with access rules do that when the topic is not allowed, others when ${[
      'the topic is not valid there',
      ...(retain ? ['they keep no retained messages'] : []),
      ...(qos === 0 ? [] : [`they do not take QoS ${qos}`]),
      'the payload is too large',
    ]
      .join(', ')
      .replace(/, (?!.*, )/, ' or ')}`,
  closedHere: ({ peer }: OfPeer, render: Render) => `the client closed the connection to ${render(peer)}`,
  noPingresp: ({ peer, ms }: OfPeer & { ms: number }, render: Render) =>
    `${render(peer)} did not answer PINGREQ within ${ms} ms`,
  noAnswer: ({ expected, ms, sent }: { expected: string; ms: number; sent: Message }, render: Render) =>
    `${render(sent)}: no ${expected} from the broker within ${ms} ms`,
  sessionNotAsked: () =>
    'the broker says that a session is present although a clean one was asked for; it is taken as clean',
  pubackForQos2: () =>
    'the broker acknowledges QoS 2 publishes with PUBACK, as if they had QoS 1 (RabbitMQ before 4.0 does): each counts as delivered at least once',
  subscriptionRefused: ({ topic, qos }: OfSubscription) =>
    `the broker refused the subscription to '${topic}' (QoS ${qos}) with SUBACK 0x80: brokers with access rules do that when the topic is not allowed`,
  inflightFull: ({ max }: { max: number }) =>
    `${max} publishes are already in flight: wait for their acknowledgements`,
  backlogWaits: ({ count }: { count: number }) =>
    count === 1 ? '1 earlier publish is still waiting' : `${count} earlier publishes are still waiting`,
  idsUsedUp: () => 'all 65535 packet identifiers are in use',
  notStored: ({ why }: { why: Message }, render: Render) => `the session could not be stored: ${render(why)}`,
  packetTooLarge: ({ remaining, max }: { remaining: number; max: number }) =>
    `the packet would have a remaining length of ${remaining} bytes; MQTT allows at most ${max}`,

  answersInHttp: ({ peer, shown }: OfAnswer, render: Render) =>
    `${render(peer)} answers in HTTP, not in MQTT: the port expects WebSocket, schemes 6 to 10, or is that of a web server (it sent "${shown}")`,
  answersInTls: ({ peer }: OfPeer, render: Render) =>
    `${render(peer)} answers in TLS, not in MQTT: the port expects TLS, schemes 2 to 5, or 7 to 10 with WebSocket`,
  answersInOther: (
    { peer, protocol, shown }: OfPeer & { protocol: string; shown: string | undefined },
    render: Render,
  ) =>
    `${render(peer)} speaks ${protocol}, not MQTT: check host and port${shown === undefined ? '' : ` (it sent "${shown}")`}`,
  answersInText: ({ peer, shown }: OfAnswer, render: Render) =>
    `${render(peer)} answers in text, not in MQTT: check host and port (it sent "${shown}")`,
  answersInBytes: ({ peer, shown }: OfAnswer, render: Render) =>
    `${render(peer)} answers with ${shown}, which is not CONNACK: check host and port`,
  echoes: ({ peer }: OfPeer, render: Render) =>
    `${render(peer)} sends back what it gets, as an echo server does: check host and port`,
  protocolBroken: ({ peer, problem }: OfPeer & { problem: Message }, render: Render) =>
    `${render(peer)} violated the MQTT protocol: ${render(problem)}`,
  announces: ({ peer, what }: OfPeer & { what: Message }, render: Render) =>
    `${render(peer)} announces ${render(what)}; the connection was closed before it came: raise maxInboundBytes, or publish less at a time`,
  tooLarge: ({ topic, size, max }: { topic: string | undefined; size: number; max: number }) =>
    `a packet of ${size} bytes${topic === undefined ? '' : ` with a message on ${JSON.stringify(topic)}`}, more than maxInboundBytes (${max}) allows`,
  secondConnack: () => 'it sent a second CONNACK',
  beforeConnack: ({ packet }: { packet: string }) => `it sent ${packet} before CONNACK`,
  onlyFromClient: ({ packet }: { packet: string }) => `it sent ${packet}, which only clients send`,
  disconnectOfMqtt5: ({ code }: { code: number }) =>
    `it sent DISCONNECT in the form of MQTT 5 with the reason ${coded(code)}`,
  noAuth: () => 'it sent AUTH, which MQTT 3.1.1 does not have',
  reservedType: () => 'it sent a packet of the reserved type 0',
  wrongFlags: ({ packet }: { packet: string }) => `it sent ${packet} with invalid flags`,
  wrongLength: ({ packet }: { packet: string }) => `it sent ${packet} with an invalid length`,
  wrongId: ({ packet }: { packet: string }) => `it sent ${packet} with the packet identifier 0`,
  wrongReturnCode: ({ packet, code }: { packet: string; code: number }) =>
    `it sent ${packet} with the return code ${coded(code).replace(/, (.*)/, ' ($1)')}, which MQTT 3.1.1 does not define`,
  wrongQos: () => 'it sent PUBLISH with QoS 3',
  wrongRemainingLength: () => 'it sent a remaining length of more than four bytes',
  inWill: ({ problem }: { problem: Message }, render: Render) => `the will: ${render(problem)}`,
  inPublish: ({ problem }: { problem: Message }, render: Render) => `in a PUBLISH ${render(problem)}`,

  clientId: () => 'client ID',
  userName: () => 'user name',
  password: () => 'password',
  willTopic: () => 'will topic',
  willMessage: () => 'will message',
  topic: () => 'topic',
  topicFilter: () => 'topic filter',
  holdsNul: ({ what }: OfTopic, render: Render) => `the ${render(what)} contains a NUL character`,
  tooLong: ({ what, size, max }: OfTopic & { size: number; max: number }, render: Render) =>
    `the ${render(what)} has ${size} bytes; MQTT allows at most ${max}`,
  isEmpty: ({ what }: OfTopic, render: Render) => `the ${render(what)} is empty`,
  notUtf8: ({ what }: OfTopic, render: Render) => `the ${render(what)} is not valid UTF-8`,
  wildcard: ({ character }: { character: string }) =>
    `the topic contains the wildcard '${character}', which only topic filters may have`,
  hashNotLast: () => "'#' must be the last character of the topic filter",
  notWholeLevel: ({ character }: { character: string }) =>
    `'${character}' must fill a whole level of the topic filter`,
};
