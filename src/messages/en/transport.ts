import { day, shownDates } from '../dates.ts';
import type { Message, Render } from '../types.ts';

const STEPS = {
  tcp: 'connecting over TCP',
  tls: 'the TLS handshake',
  websocket: 'the WebSocket upgrade',
};

/** What had happened last in a handshake. */
const REACHED = {
  hello: 'after ClientHello, before any answer',
  answer: "after ClientHello and the beginning of the broker's answer",
  keys: 'after the keys were agreed',
};

const WHAT = { ca: 'CA', certificate: 'client certificate', key: 'client key' };

/** Why a certificate looks as if it were for a name that it is not for. */
const NEAR_MISS = {
  commonName:
    '; its common name (CN) does not count beside subject alternative names (SAN): issue it anew with the name among them',
  partialWildcard:
    '; a wildcard counts only as a whole label, as in *.example.org: issue it anew with such a name',
};

/** What alerts of TLS mean, seen from this side. */
const ALERT_MEANS: Readonly<Record<string, string>> = {
  unexpected_message: ': it got a message out of turn',
  bad_record_mac: ': it got bytes that were changed on the way',
  record_overflow: ': it got a record that is too long',
  illegal_parameter: ': it got a value that it does not allow',
  access_denied: ': its rules do not let this client in',
  decode_error: ': it could not read a message of the handshake',
  decrypt_error: ': it could not verify the handshake',
  insufficient_security: ': it requires stronger ciphers than were offered',
  internal_error: ': it failed itself, and its log may say why',
  missing_extension: ': it requires an extension that was not sent, such as the server name of AT+MQTTSNI',
};

const MAX_NAMES = 5;
/** A module's clock starts with 1970 and is off by decades until it is set [B-CLOCK-1], [B-TLS-2]. */
const CLOCK_WAS_SET = Date.UTC(1971, 0);

/** Whether by a reset of TCP. */
type OfCut = { readonly reset: boolean };
type OfSystem = { readonly code: string };
/** A certificate of a chain: the server's, or the issuer of one. */
type OfCertificate = { readonly name: string; readonly issuer: boolean };
/** A certificate whose dates do not fit what a clock says; moments are milliseconds since 1970 UTC. */
type OfDates = OfCertificate & {
  readonly date: number;
  readonly now: number;
  readonly clock: 'module' | 'host';
};

/** What is said of the way to a broker: TCP, TLS and the WebSocket upgrade. */
export const transport = {
  timeout: ({ step, ms }: { step: keyof typeof STEPS; ms: number }) =>
    `${STEPS[step]} timed out after ${ms} ms`,

  // Of the operating system's socket.
  nobodyListens: ({ code }: OfSystem) => `connection refused, nothing listens on that port (${code})`,
  reset: ({ code }: OfSystem) => `connection reset by peer (${code})`,
  closedByPeer: ({ code }: OfSystem) => `connection closed by peer (${code})`,
  noAnswer: ({ code }: OfSystem) => `no answer (${code})`,
  noRouteToHost: ({ code }: OfSystem) => `no route to the host (${code})`,
  noRouteToNetwork: ({ code }: OfSystem) => `no route to the network (${code})`,
  networkDown: ({ code }: OfSystem) => `the network is down (${code})`,
  addressUnusable: ({ code }: OfSystem) => `the address cannot be used from this computer (${code})`,
  nameUnknown: ({ code }: OfSystem) => `unknown host name (${code})`,
  nameNotLookedUp: ({ code }: OfSystem) => `the host name could not be resolved (${code})`,
  unknownSocketError: () => 'unknown socket error',

  // Of what this side shows of itself.
  unreadable: ({ what, why }: { what: keyof typeof WHAT; why: Message }, render: Render) =>
    `the ${WHAT[what]} cannot be read: ${render(why)}`,
  certificateAlone: () => 'the client certificate needs its private key',
  keyAlone: () => 'the client key needs its certificate',
  keyMismatch: ({ why }: { why: Message }, render: Render) =>
    `the client key does not match the client certificate: ${render(why)}`,
  pairUnusable: ({ why }: { why: Message }, render: Render) =>
    `the client certificate and key cannot be used: ${render(why)}`,
  alpnLength: ({ size }: { size: number }) => `an ALPN entry has ${size} bytes; TLS allows 1 to 255`,

  // Of the handshake.
  notTls: () => 'the broker answers, but not in TLS',
  tlsVersionRefused: () => 'the broker accepts neither TLS 1.2 nor TLS 1.3',
  tlsVersionOffered: () => 'the broker offers neither TLS 1.2 nor TLS 1.3',
  noCipher: () => 'the broker supports none of the offered ciphers',
  noAlpn: () => 'the broker supports none of the offered application protocols (ALPN)',
  unknownServerName: () => 'the broker does not know the server name that was sent (SNI)',
  alert: ({ name, number }: { name: string; number: number }) =>
    `the broker ended the TLS connection with the alert ${name} (${number})${ALERT_MEANS[name] ?? ''}`,
  tlsFailed: ({ why }: { why: string }) => `TLS failed: ${why}`,
  clientCertificateWanted: () =>
    'the broker requires a client certificate, and none was sent: schemes 4, 5, 9 and 10 send one',
  clientCertificateRefused: ({ why }: { why: Message }, render: Render) =>
    `the broker refused the client certificate: ${render(why)}`,
  doesNotSayWhy: () => 'no reason was given',
  findsItBroken: () => 'it is malformed or its signature is wrong',
  doesNotKnowItsKind: () => 'its type is not supported',
  wasRevoked: () => 'it was revoked',
  hasExpired: () => 'it has expired',
  asksForAnother: () => 'another one is required',
  doesNotKnowIssuer: () => 'its issuer is unknown to the broker',
  deniesAccess: () => 'access denied',
  closedInHandshake: (
    { reset, reached, why }: OfCut & { reached: keyof typeof REACHED; why: Message },
    render: Render,
  ) => `${cut(reset)} during the TLS handshake, ${REACHED[reached]}${render(why)}`,
  closedAfterHandshake: ({ reset, why }: OfCut & { why: Message }, render: Render) =>
    `${cut(reset)} right after the TLS handshake${render(why)}`,
  asOneWithoutTls: () =>
    '; perhaps this port does not use TLS, or something on the way, such as a firewall, does not let the handshake through',
  gaveUpHandshake: () =>
    '; perhaps the broker does not go on with this handshake, or something on the way, such as a firewall, cut it',
  perhapsNotTaken: () => '; perhaps it does not accept the client certificate',
  perhapsForItsDates: ({ why }: { why: Message }, render: Render) =>
    `; perhaps because of the client certificate: ${render(why)}`,
  clientExpired: ({ date, now }: { date: number; now: number }) =>
    `it expired on ${day(date)}, and it is ${day(now)} by this computer's clock: have it issued again`,
  clientNotYetValid: ({ date, now }: { date: number; now: number }) =>
    `it is not valid before ${day(date)}, and it is ${day(now)} by this computer's clock`,
  perhapsWanted: () => '; perhaps it requires a client certificate, and none was sent',

  // Of the server's certificates.
  noServerCertificate: () => 'the broker sent no certificate',
  certificateRefused: ({ name, why }: { name: string; why: Message }, render: Render) =>
    `the certificate of ${name} was rejected: ${render(why)}`,
  notForServers: () => 'it was not issued for a server, or an issuer of it is no CA',
  issuerIsNoCa: () => 'an issuer of it is no CA, or may not issue it',
  signatureWrong: () => 'its signature is wrong, as of a CA that has the same name and another key',
  weaklySigned: () => 'it or an issuer of it is signed with MD5 or SHA-1, which TLS no longer accepts',
  keyTooShort: () => 'its key or that of an issuer is too short',
  refusedWithCode: ({ code }: { code: string }) => `OpenSSL refuses it with ${code || 'no reason'}`,
  pathUnclear: () => "no certificate chain leads from the broker's certificate to a CA",
  nameMismatch: ({
    name,
    names,
    near,
  }: {
    name: string;
    names: readonly string[];
    near: keyof typeof NEAR_MISS | undefined;
  }) =>
    `the certificate is not for ${name}, but for ${list(names)}${near === undefined ? '' : NEAR_MISS[near]}`,
  weakKey: ({ bits, min, ...of }: OfCertificate & { bits: number; min: number }) =>
    `${certificateOf(of)} has an RSA key of ${bits} bits, and a module takes no key of less than ${min}: issue it anew for a longer key`,
  selfSigned: ({ name, anchors }: { name: string; anchors: readonly string[] | undefined }) =>
    `the certificate of ${name} is self-signed and is not ${stored(anchors)}`,
  unknownIssuer: ({
    name,
    issuer,
    anchors,
  }: {
    name: string;
    issuer: string;
    anchors: readonly string[] | undefined;
  }) =>
    `the certificate chain of ${name} ends at the unknown issuer ${issuer}, which is not ${stored(anchors)}`,
  unknownIssuerAlone: ({
    name,
    issuer,
    anchors,
  }: {
    name: string;
    issuer: string;
    anchors: readonly string[] | undefined;
  }) =>
    `the certificate chain of ${name} ends at the unknown issuer ${issuer}, which is not ${stored(anchors)}; the broker sends no intermediate certificate that leads there`,
  missingIntermediate: ({ name, issuer }: { name: string; issuer: string }) =>
    `the broker does not send the intermediate certificate ${issuer}, which issued that of ${name}`,
  nodeNeedsRoot: ({ name, issuer, node }: { name: string; issuer: string; node: string }) =>
    `the stored certificate ${name} is not a root CA: it was issued by ${issuer}; a module trusts it, but Node ${node} cannot: use Node 20.19, 22.9 or later, or store the root CA too`,
  datesUnreadable: (of: OfCertificate) => `the dates of ${certificateOf(of)} cannot be read`,
  notYetValid: (of: OfDates) =>
    `${certificateOf(of)} is not valid before ${against(of)}${
      of.clock === 'module' && of.now < CLOCK_WAS_SET ? ': send AT+CIPSNTPCFG first' : ''
    }`,
  expired: (of: OfDates) => `${certificateOf(of)} expired on ${against(of)}`,

  // Of the WebSocket.
  upgradeRefused: (
    { status, words, why }: { status: number; words: string | undefined; why: Message | undefined },
    render: Render,
  ) =>
    `the broker refused the WebSocket upgrade with HTTP status ${status}${words === undefined ? '' : ` (${words})`}${why === undefined ? '' : `: ${render(why)}`}`,
  nothingAtPath: ({ path }: { path: string }) => `there is nothing at the path ${path}`,
  pointsElsewhere: ({ location }: { location: string }) => `it redirects to ${location}`,
  noSubprotocol: () => 'the broker did not accept the WebSocket subprotocol mqtt',
  noUpgrade: ({ why }: { why: string }) => `the broker's answer is not a WebSocket upgrade: ${why}`,
  notHttp: () => 'the broker answers, but not in HTTP',
  closedInUpgrade: () => 'the broker closed the connection without answering the WebSocket upgrade',
  orNoWebSocket: ({ reason }: { reason: Message }, render: Render) =>
    `${render(reason)}, or this port does not use WebSocket`,
  textFrame: () => 'the broker sent a WebSocket text frame; MQTT uses binary frames',
  headersTooLong: () => 'the headers of the answer to the WebSocket upgrade are longer than 16 KiB',
  messageTooLong: ({ size }: { size: number | undefined }) =>
    `a WebSocket message${size === undefined ? '' : ` of ${size} bytes`}, more than maxInboundBytes allows`,
  brokenFrame: ({ why }: { why: string }) => `the broker violated the WebSocket protocol: ${why}`,
  closedWithCode: ({ code, words }: { code: number; words: string }) =>
    `the broker closed the WebSocket with code ${code}${words === '' ? '' : `, saying "${words}"`}`,
};

/** What became of a connection; who has reset it is not known. */
function cut(reset: boolean): string {
  return reset ? 'the connection was reset (ECONNRESET)' : 'the broker closed the connection';
}

function certificateOf({ name, issuer }: OfCertificate): string {
  return `the certificate of ${issuer ? 'the issuer ' : ''}${name}`;
}

function stored(anchors: readonly string[] | undefined): string {
  return anchors ? `the trusted CA (${list(anchors)})` : 'a CA that this computer trusts';
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).join(', ') || 'no name at all';
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A date and what the clock says, both to the second when the day is the same. */
function against({ date, now, clock }: OfDates): string {
  const [shown, today] = shownDates(date, now);
  return clock === 'module'
    ? `${shown}, and the module's clock says ${today}`
    : `${shown} by this computer's clock, which says ${today}`;
}
