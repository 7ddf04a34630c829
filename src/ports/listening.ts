import type { AddressInfo, Server, Socket } from 'node:net';
import { PortError, type PortEvents } from './port.ts';
import { type Address, isLoopback, LOOPBACK, showAddress } from './spec/address.ts';
import { reason, systemCode } from './system-error.ts';

/** Milliseconds after which a silent connection is probed, to find hosts that went without a word. */
const KEEP_ALIVE_MS = 30_000;

/** How connections of hosts are made, whoever dials. */
export const HOST_SOCKET = {
  // A host that has said all it wanted may still wait for replies; whoever takes it over ends it.
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEP_ALIVE_MS,
} as const;

/** A server that listens. */
export interface Listening extends Address {
  /** Ends it with all its connections; harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Lets a server listen at a TCP address. A warning is given when other machines can reach it.
 * @param kind the kind of port, for sentences: `tcp-listen`
 * @throws PortError
 */
export async function listenTcp(
  server: Server,
  kind: string,
  target: Address,
  events: PortEvents,
): Promise<Listening> {
  const close = closesAll(server);
  const explain = (error: Error): PortError => bindError(error, kind, target);
  await bound(server, () => server.listen({ host: target.host, port: target.port }), explain);
  const { address, port } = server.address() as AddressInfo;
  const here = `${kind} ${showAddress(address, port)}`;
  server.on('error', (error) => events.notice('warn', `${here} could not accept a host: ${reason(error)}`));
  if (!isLoopback(address)) {
    const sentence = `${here} can be reached from other machines, and whoever attaches may give any command`;
    events.notice('warn', sentence);
  }
  return { host: address, port, close };
}

/** Resolves once the server listens. @throws what `explain` makes of the failure */
export function bound(
  server: Server,
  listen: () => void,
  explain: (error: Error) => PortError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(explain(error));
    server.once('error', failed);
    server.once('listening', () => {
      server.off('error', failed);
      resolve();
    });
    listen();
  });
}

/** Watches a server's connections from now on. @returns closes it with all of them; harmless when repeated */
export function closesAll(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A reset is one more way for a host to go; `close` follows and tells it.
    socket.on('error', () => {});
  });
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
    return closed;
  };
}

/** The other end of a connection. Asked at once, because a socket forgets it when it is destroyed. */
export function peerOf(socket: Socket): string {
  return showAddress(socket.remoteAddress ?? '?', socket.remotePort ?? 0);
}

function bindError(error: Error, kind: string, { host, port }: Address): PortError {
  const here = `${kind} ${showAddress(host, port)}`;
  const cause = { cause: error };
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new PortError(
        'TAKEN',
        `${here} is taken by another program; choose another port, or 0 for any free one`,
        cause,
      );
    case 'EACCES':
      return new PortError('DENIED', `${here} is not allowed here; choose a port from 1024 up`, cause);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new PortError(
        'UNAVAILABLE',
        `${here} is no address of this machine; leave the host off for ${LOOPBACK}`,
        cause,
      );
    default:
      return new PortError('UNAVAILABLE', `${here} cannot be opened: ${reason(error)}`, cause);
  }
}
