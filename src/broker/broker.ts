import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { bindError, isBrokerError } from './broker-error.ts';
import { type BrokerNotice, narrate } from './narrate.ts';

export interface BrokerOptions {
  /** The address to listen at; loopback unless told otherwise. */
  host?: string;
  /** The TCP port; 0 takes any free one. */
  port: number;
  /** When the port is taken, take a free one and say so; meant for a port that nobody asked for. */
  fallbackToFreePort?: boolean;
  onNotice?: BrokerNotice;
}

/** A running broker and where it is. */
export interface Broker {
  /** As clients take it, such as `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Cuts off the clients and frees the port; harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Starts an MQTT 3.1.1 broker in this process that lets in any user. Sessions and retained messages live in
 * memory, as long as the broker.
 * @throws BrokerError when it cannot listen there
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { host = '127.0.0.1', port, fallbackToFreePort = false, onNotice = () => {} } = options;
  /** With the address of the other side, which a socket forgets when it is destroyed. */
  const sockets = new Map<Socket, string>();
  const server = createServer({ noDelay: true });
  // Before listening, so that the first client finds somebody.
  const aedes = await Aedes.createBroker();
  narrate(aedes, (conn) => sockets.get(conn as Socket) ?? 'an unknown address', onNotice);
  server.on('connection', (socket) => {
    sockets.set(socket, show(socket.remoteAddress ?? '?', socket.remotePort ?? 0));
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  let address: AddressInfo;
  try {
    address = await bind(server, host, port).catch(async (error: unknown) => {
      if (!fallbackToFreePort || !isBrokerError(error) || error.code !== 'TAKEN') throw error;
      const free = await bind(server, host, 0);
      onNotice('warn', `port ${port} is taken by another program, so the broker uses ${free.port} instead`);
      return free;
    });
  } catch (error) {
    aedes.close();
    throw error;
  }
  const here = show(address.address, address.port);
  const failed = (error: Error) => onNotice('warn', `the broker had a failure: ${error.message}`);
  aedes.addListener('error', failed);
  server.on('error', failed);
  if (!isLoopback(address.address)) {
    onNotice('warn', `the broker at ${here} can be reached from other machines and lets in anybody`);
  }

  let closed: Promise<void> | undefined;
  return {
    url: `mqtt://${here}`,
    host: address.address,
    port: address.port,
    close() {
      closed ??= stop(server, aedes, sockets);
      return closed;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(bindError(error, show(host, port))));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve(server.address() as AddressInfo);
    });
  });
}

async function stop(server: Server, aedes: Aedes, sockets: Map<Socket, string>): Promise<void> {
  const unbound = new Promise((resolve) => server.close(resolve));
  const ended = new Promise<void>((resolve) => aedes.close(resolve));
  // Also those that never sent CONNECT, which Aedes does not count as clients.
  for (const socket of sockets.keys()) socket.destroy();
  await Promise.all([unbound, ended]);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function show(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
