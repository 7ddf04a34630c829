import type { Message, Render } from '../types.ts';

const STEPS = {
  tcp: 'connecting over TCP',
  tls: 'the TLS handshake',
  websocket: 'the WebSocket upgrade',
};

const WHAT = { ca: 'CA', certificate: 'client certificate', key: 'client key' };

const MAX_NAMES = 5;
/** The last moment that a Date can hold; a module's clock may be set to one that no calendar has. */
const MAX_DATE = 8.64e15;
/** A module's clock starts with 1970 and is off by decades until it is set [B-CLOCK-1], [B-TLS-2]. */
const CLOCK_WAS_SET = Date.UTC(1971, 0);

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
    `${STEPS[step]} took longer than ${ms} ms`,

  // Of the operating system's socket.
  nobodyListens: ({ code }: OfSystem) => `the connection was refused, nothing listens there (${code})`,
  reset: ({ code }: OfSystem) => `the other side reset the connection (${code})`,
  closedByPeer: ({ code }: OfSystem) => `the other side has closed the connection (${code})`,
  noAnswer: ({ code }: OfSystem) => `there was no answer (${code})`,
  noRouteToHost: ({ code }: OfSystem) => `there is no route to the host (${code})`,
  noRouteToNetwork: ({ code }: OfSystem) => `there is no route to the network (${code})`,
  networkDown: ({ code }: OfSystem) => `the network is down (${code})`,
  addressUnusable: ({ code }: OfSystem) => `the address cannot be used from here (${code})`,
  nameUnknown: ({ code }: OfSystem) => `the name of the host is not known (${code})`,
  nameNotLookedUp: ({ code }: OfSystem) => `the name of the host could not be looked up (${code})`,
  unknownSocketError: () => 'unknown socket error',

  // Of what this side shows of itself.
  unreadable: ({ what, why }: { what: keyof typeof WHAT; why: string }) =>
    `the ${WHAT[what]} cannot be read: ${why}`,
  noCertificate: ({ what }: { what: keyof typeof WHAT }) => `the ${WHAT[what]} holds no certificate in PEM`,
  certificateAlone: () => 'a client certificate is of no use without its key',
  keyAlone: () => 'a client key is of no use without its certificate',
  keyEncrypted: () => 'the client key is encrypted, and its pass phrase cannot be given',
  keyMismatch: () => 'the client key does not belong to the client certificate',
  pairUnusable: ({ why }: { why: string }) => `the client certificate and key cannot be used: ${why}`,
  alpnLength: ({ size }: { size: number }) => `an ALPN entry has ${size} bytes, and TLS allows 1 to 255`,

  // Of the handshake.
  notTls: () => 'the server answers, but not in TLS',
  tlsVersionRefused: () => 'the server accepts neither TLS 1.2 nor TLS 1.3',
  tlsVersionOffered: () => 'the server offers neither TLS 1.2 nor TLS 1.3',
  noCipher: () => 'the server shares no cipher with this side',
  noAlpn: () => 'the server has none of the offered application protocols (ALPN) in common',
  unknownServerName: () => 'the server does not know the name it was called by (SNI)',
  tlsFailed: ({ why }: { why: string }) => `TLS failed: ${why}`,
  clientCertificateWanted: () => 'the server asks for a client certificate, and none was sent',
  clientCertificateRefused: ({ why }: { why: Message }, render: Render) =>
    `the server refused the client certificate: ${render(why)}`,
  doesNotSayWhy: () => 'it does not say why',
  findsItBroken: () => 'it finds it broken',
  doesNotKnowItsKind: () => 'it does not know certificates of this kind',
  wasRevoked: () => 'it was revoked',
  hasExpired: () => 'it has expired',
  asksForAnother: () => 'it asks for another one',
  doesNotKnowIssuer: () => 'it does not know the issuer',
  deniesAccess: () => 'it denies access',
  closedInHandshake: ({ why }: { why: Message }, render: Render) =>
    `the server closed the connection during the TLS handshake${render(why)}`,
  closedAfterHandshake: ({ why }: { why: Message }, render: Render) =>
    `the server closed the connection right after the TLS handshake${render(why)}`,
  asOneWithoutTls: () => ', as one does that expects no TLS at this port',
  perhapsNotTaken: () => '; perhaps it does not take the client certificate',
  perhapsWanted: () => '; perhaps it asks for a client certificate, and none was sent',

  // Of the server's certificates.
  noServerCertificate: () => 'the server sent no certificate',
  refusedByNode: ({ why }: { why: string }) => `the server's certificate was refused: ${why}`,
  certificateRefused: ({ name, why }: { name: string; why: string }) =>
    `the certificate of ${name} was refused: ${why}`,
  pathUnclear: () => 'the way from the certificate of the server to a CA is not clear',
  nameMismatch: ({ name, names }: { name: string; names: readonly string[] }) =>
    `the certificate is not for ${name}, but for ${list(names)}`,
  selfSigned: ({ name, anchors }: { name: string; anchors: readonly string[] | undefined }) =>
    `the certificate of ${name} is self-signed, and it is not ${stored(anchors)}`,
  unknownIssuer: ({
    name,
    issuer,
    anchors,
  }: {
    name: string;
    issuer: string;
    anchors: readonly string[] | undefined;
  }) => `the certificate of ${name} leads to the unknown issuer ${issuer}, which is not ${stored(anchors)}`,
  unknownIssuerAlone: ({
    name,
    issuer,
    anchors,
  }: {
    name: string;
    issuer: string;
    anchors: readonly string[] | undefined;
  }) =>
    `the certificate of ${name} leads to the unknown issuer ${issuer}, which is not ${stored(anchors)}; nor does the server send an intermediate certificate that leads there`,
  missingIntermediate: ({ name, issuer }: { name: string; issuer: string }) =>
    `the server does not send the intermediate certificate ${issuer}, which issued that of ${name}`,
  caIsNoRoot: ({ name, issuer }: { name: string; issuer: string }) =>
    `the CA ${name} is no root: it was issued by ${issuer}, which must be stored too`,
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
    `the server refused the WebSocket upgrade with HTTP status ${status}${words === undefined ? '' : ` (${words})`}${why === undefined ? '' : `: ${render(why)}`}`,
  nothingAtPath: ({ path }: { path: string }) => `nothing is at the path ${path}`,
  pointsElsewhere: ({ location }: { location: string }) => `it points to ${location}`,
  noSubprotocol: () => 'the server did not agree to the WebSocket subprotocol mqtt',
  noUpgrade: ({ why }: { why: string }) => `the server's answer is no WebSocket upgrade: ${why}`,
  notHttp: () => 'the server answers, but not in HTTP',
  closedInUpgrade: () =>
    'the server closed the connection without an answer to the WebSocket upgrade; perhaps it speaks no WebSocket at this port',
  orNoWebSocket: ({ reason }: { reason: Message }, render: Render) =>
    `${render(reason)}, or it speaks no WebSocket at this port`,
  textFrame: () => 'the server sent a WebSocket text frame, and MQTT goes in binary frames',
  brokenFrame: ({ why }: { why: string }) => `the server broke the WebSocket protocol: ${why}`,
  closedWithCode: ({ code, words }: { code: number; words: string }) =>
    `the server closed the WebSocket with code ${code}${words === '' ? '' : `, saying "${words}"`}`,
};

function certificateOf({ name, issuer }: OfCertificate): string {
  return `the certificate of ${issuer ? 'the issuer ' : ''}${name}`;
}

function stored(anchors: readonly string[] | undefined): string {
  return anchors ? `the CA (${list(anchors)})` : 'a CA that is known here';
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).join(', ') || 'no name at all';
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A date and what the clock says, both to the second when the day is the same. */
function against({ date, now, clock }: OfDates): string {
  const show = day(date) === day(now) ? second : day;
  return clock === 'module'
    ? `${show(date)}, and the module's clock says ${show(now)}`
    : `${show(date)} by this computer's clock, which says ${show(now)}`;
}

function day(ms: number): string {
  return iso(ms).slice(0, -'T00:00:00.000Z'.length);
}

function second(ms: number): string {
  return `${iso(ms).slice(0, -'.000Z'.length).replace('T', ' ')} UTC`;
}

function iso(ms: number): string {
  return new Date(Math.abs(ms) <= MAX_DATE ? ms : MAX_DATE).toISOString();
}
