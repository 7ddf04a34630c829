import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { systemCode } from '#errors/system-error';
import { type Message, message } from '#messages/message';
import { withBrackets, withoutBrackets } from '#net/host-port';
import { answerPings } from '#net/web-socket-pings';
import type { Observe } from '../../observe.ts';
import { isTransportError, TransportError } from '../../transport-error.ts';
import { oneLine } from '../one-line.ts';
import type { Opening } from '../opening.ts';
import type { Wire } from '../stream.ts';

/** What is asked of an HTTP server. */
export interface UpgradeTarget {
  host: string;
  port: number;
  path: string | Uint8Array;
  /** Of one MQTT packet. */
  maxInboundBytes?: number | undefined;
  observe?: Observe | undefined;
}

/** [MQTT-6.0.0-3] */
const SUBPROTOCOL = 'mqtt';
/** The largest packet of MQTT 3.1.1 (2.2.3). */
const MAX_PACKET_BYTES = 268_435_460;
/** A message may hold several packets, so that its bound is not below this. */
const MIN_MESSAGE_BYTES = 1_048_576;
/** How long the other side may take to end TCP once both have said that they close. */
const CLOSE_TIMEOUT_MS = 5_000;

/** The last step: the WebSocket upgrade (RFC 6455, 4.1). The WebSocket is paused when it is done. */
export function upgrade(
  below: Wire,
  target: UpgradeTarget,
  defaultPort: number,
  opening: Opening,
): Promise<WebSocket> {
  return opening.step('websocket', ({ done, fail }) => {
    const webSocket = new WebSocket('ws://server', SUBPROTOCOL, options(below, target, defaultPort));
    answerPings(webSocket);
    webSocket
      .once('unexpected-response', (_, answer) => fail(refused(answer, target)))
      .once('upgrade', (answer) => {
        if (answered(answer, target).subprotocol === SUBPROTOCOL) return;
        fail(new TransportError('NO_SUBPROTOCOL', 'websocket', message('transport.noSubprotocol')));
      })
      .once('open', () => {
        // Frames may follow at once, before anybody listens.
        webSocket.pause();
        done(webSocket);
      })
      .on('error', (error) => fail(explainUpgradeError(error, below)))
      .once('close', () => fail(noAnswer(undefined, below)));
    return () => {
      webSocket.terminate();
      below.socket.destroy();
    };
  });
}

function options({ socket }: Wire, target: UpgradeTarget, defaultPort: number): ClientOptions {
  const name = withBrackets(withoutBrackets(target.host));
  const path = requestTarget(target.path);
  const known: ClientOptions = {
    // Any Duplex will do, which its type does not say.
    createConnection: () => socket as Socket,
    // Set here and not in the address, which ws would change: `/a/../b` is a path like any other.
    headers: { Host: target.port === defaultPort ? name : `${name}:${target.port}` },
    finishRequest: (request) => {
      request.path = path;
      request.end();
    },
    perMessageDeflate: false,
    autoPong: false,
    // Text is refused, whatever is in it.
    skipUTF8Validation: true,
    maxPayload: Math.max(target.maxInboundBytes ?? MAX_PACKET_BYTES, MIN_MESSAGE_BYTES),
  };
  // Its type does not know this option yet.
  return { ...known, closeTimeout: CLOSE_TIMEOUT_MS } as ClientOptions;
}

/** A path as HTTP sends it: beginning with `/`, and what is no part of a URI in percent encoding (RFC 3986). */
export function requestTarget(path: string | Uint8Array): string {
  const bytes = Buffer.from(path).toString('latin1');
  const encoded = bytes.replace(
    /[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~[\]]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

function answered(
  { statusCode = 0, headers }: IncomingMessage,
  { observe }: UpgradeTarget,
): { subprotocol: string | undefined } {
  const subprotocol = headers['sec-websocket-protocol'];
  observe?.({ step: 'websocket', found: 'answer', status: statusCode, subprotocol });
  return { subprotocol };
}

function refused(answer: IncomingMessage, target: UpgradeTarget): TransportError {
  answered(answer, target);
  const { statusCode: status = 0, headers } = answer;
  const why =
    status === 404
      ? message('transport.nothingAtPath', { path: oneLine(requestTarget(target.path)) })
      : headers.location !== undefined
        ? message('transport.pointsElsewhere', { location: oneLine(headers.location) })
        : undefined;
  const reason = message('transport.upgradeRefused', { status, words: STATUS_CODES[status], why });
  return new TransportError('UPGRADE_REFUSED', 'websocket', reason, { status });
}

function explainUpgradeError(error: Error, below: Wire): TransportError | Error {
  const code = systemCode(error);
  const fail = (reason: Message) =>
    new TransportError('NOT_WEBSOCKET', 'websocket', reason, { cause: error });
  if (code === undefined) return fail(message('transport.noUpgrade', { why: oneLine(error.message) }));
  if (code === 'HPE_HEADER_OVERFLOW') return fail(message('transport.headersTooLong'));
  if (code.startsWith('HPE_')) return fail(message('transport.notHttp'));
  if (code === 'ECONNRESET' || code === 'EPIPE') return noAnswer(error, below);
  return below.explain(error, true) ?? error;
}

/** The connection ended before there was an answer; the layer below may know why, or have a guess of its own. */
function noAnswer(error: Error | undefined, below: Wire): Error {
  const told = below.explain(undefined, true);
  if (told !== undefined && !isTransportError(told, 'CLOSED')) return told;
  const reason =
    told === undefined
      ? message('transport.closedInUpgrade')
      : message('transport.orNoWebSocket', { reason: told.reason });
  return new TransportError('CLOSED', told?.step ?? 'websocket', reason, { cause: error });
}
