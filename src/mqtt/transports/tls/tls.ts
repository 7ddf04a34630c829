import type { X509Certificate } from 'node:crypto';
import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { message } from '#messages/message';
import { withoutBrackets } from '#net/host-port';
import type { Timers } from '#time/timers';
import type { StepEvent } from '../../observe.ts';
import type { TlsOptions, Verify } from '../../route.ts';
import type { Dial } from '../../transport.ts';
import { TransportError } from '../../transport-error.ts';
import type { Opening } from '../opening.ts';
import { dialSteps } from '../stepped.ts';
import { type Explain, StreamTransport } from '../stream.ts';
import { connectTcp, type TcpTarget } from '../tcp.ts';
import { factsOf, peerChain } from './certificates.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { explainEnd, explainHandshakeError, type Progress } from './tls-errors.ts';
import { type ChainCheck, checkServer, explainRefusal } from './verification.ts';

/** Where a broker listens with TLS, and what this side shows and asks of it. */
export interface TlsTarget extends TcpTarget, TlsOptions {
  // Both have these, and over TLS each step has its limit.
  readonly stepTimeoutMs: number;
  readonly timers: Timers;
}

/** A TLS connection whose server has been found good. */
export interface Secured {
  readonly socket: TLSSocket;
  readonly explain: Explain;
}

/** MQTT over TLS 1.2 or 1.3. What fails arrives as `closed` with a TransportError. */
export function dialTls(target: TlsTarget): Dial {
  return dialSteps(target, async (opening) => {
    const { socket, explain } = await connectTls(target, opening);
    return (events) => new StreamTransport(socket, events, explain);
  });
}

/** TCP, then the TLS handshake and the verification; the same for MQTT and for a WebSocket on top. */
export async function connectTls(target: TlsTarget, opening: Opening): Promise<Secured> {
  const credentials = readCredentials(target);
  const alpn = encodeAlpn(target.alpn);
  return secure(await connectTcp(target, opening), target, credentials, alpn, opening);
}

function secure(
  tcp: Duplex,
  target: TlsTarget,
  credentials: Credentials,
  alpn: Buffer | undefined,
  opening: Opening,
): Promise<Secured> {
  const { verify, observe } = target;
  const { context, anchors, clientCertificate, clientDates } = credentials;
  return opening.step('tls', ({ done, fail }) => {
    let keysAgreed = false;
    let chain: readonly X509Certificate[] = [];
    let found: StepEvent | undefined;
    const progress = (): Progress => ({
      answered: hasAnswered(tcp),
      keysAgreed,
      clientCertificate,
      clientDates,
    });
    const checkOf = ({ name, now }: Verify): ChainCheck => ({
      chain,
      anchors,
      name: name === undefined ? undefined : withoutBrackets(name),
      now: now(),
    });
    const servername = sniOf(target.serverName);

    const socket = connect({
      socket: tcp,
      secureContext: context,
      ...(servername === undefined ? {} : { servername }),
      ...(alpn === undefined ? {} : { ALPNProtocols: alpn }),
      rejectUnauthorized: verify !== undefined,
      // Looked at below, where the certificate is one that Node and mbedTLS do not judge alike.
      checkServerIdentity: () => undefined,
    });
    socket
      .once('keylog', () => {
        keysAgreed = true;
      })
      // Before Node judges the certificates, because they are gone once it has refused them.
      .prependOnceListener('secure', () => {
        chain = peerChain(socket);
        found = sessionFound(socket, chain);
      })
      .once('secureConnect', () => {
        if (found) observe?.(found);
        if (socket.destroyed) return;
        const problem = verify && judge(socket, checkOf(verify));
        if (problem) return fail(problem);
        observe?.({ step: 'tls', found: 'verification', verified: verify !== undefined });
        done({ socket, explain: (error, early) => explainEnd(error, early, progress()) });
      })
      .on('error', (error) => {
        if (found === undefined) return fail(explainHandshakeError(error, progress()));
        // After the handshake only the verification comes here, and what is not for this step.
        if (!verify || socket.authorized) return;
        observe?.(found);
        fail(explainRefusal(error, checkOf(verify)));
      })
      .once('close', () => fail(explainHandshakeError(undefined, progress())));
    return () => {
      socket.destroy();
      tcp.destroy();
    };
  });
}

/** Whether anything has come over TCP; something in the way does not tell, and is taken not to have answered. */
function hasAnswered(tcp: Duplex): boolean {
  return tcp instanceof Socket && tcp.bytesRead > 0;
}

/** Node has destroyed the socket of a server that it does not trust; this makes sure of it. */
function judge(socket: TLSSocket, check: ChainCheck): TransportError | undefined {
  if (socket.authorized) return checkServer(check);
  const code = String(socket.authorizationError);
  return explainRefusal(Object.assign(new Error(code), { code }), check);
}

function sessionFound(socket: TLSSocket, chain: readonly X509Certificate[]): StepEvent {
  const own = socket.getX509Certificate();
  return {
    step: 'tls',
    found: 'session',
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    alpn: socket.alpnProtocol || undefined,
    chain: chain.map(factsOf),
    own: own && factsOf(own),
  };
}

function sniOf(name: string | undefined): string | undefined {
  if (name === undefined || isIP(withoutBrackets(name)) !== 0) return undefined;
  // Without the dot of a full name (RFC 6066, 3).
  return name.replace(/\.$/, '') || undefined;
}

/** The protocols as TLS has them, each behind its length (RFC 7301, 3.1). @throws TransportError `INVALID` */
function encodeAlpn(protocols: TlsTarget['alpn']): Buffer | undefined {
  if (protocols.length === 0) return undefined;
  const parts = protocols.map((protocol) => {
    const bytes = Buffer.from(protocol);
    if (bytes.length >= 1 && bytes.length <= 255) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
    throw new TransportError('INVALID', 'tls', message('transport.alpnLength', { size: bytes.length }));
  });
  return Buffer.concat(parts);
}
