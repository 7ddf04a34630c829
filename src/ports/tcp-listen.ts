import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { type Port, PortError, type PortEvents, type PortInfo, type PortKind } from './port.ts';
import { reason, systemCode } from './system-error.ts';

const USAGE = 'tcp-listen:[HOST:]PORT[,fork]';
const LOOPBACK = '127.0.0.1';
/** Finds hosts that went without a word; milliseconds. */
const KEEP_ALIVE_MS = 30_000;

type Address = { host: string; port: number };

/** A listening TCP socket: every connection is one host. */
export const tcpListenKind: PortKind = {
  name: 'tcp-listen',
  usage: USAGE,
  parse(spec, rest = '') {
    const [address = '', ...options] = rest.split(',');
    const unknown = options.find((option) => option !== 'fork');
    if (unknown !== undefined) {
      throw malformed(spec, `has an option "${unknown}" that does not exist`);
    }
    const target = parseAddress(spec, address);
    const fork = options.length > 0;
    return { kind: 'tcp', fork, open: (events) => listen(spec, target, fork, events) };
  },
};

function malformed(spec: string, what: string): PortError {
  return new PortError('MALFORMED', `"${spec}" ${what}; write ${USAGE}, as in tcp-listen:3333`);
}

function parseAddress(spec: string, address: string): Address {
  const parts = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+)$/.exec(address);
  if (parts === null) {
    const colons = address.split(':').length - 1;
    const bare = colons > 1 && !address.includes('[');
    throw malformed(spec, bare ? 'needs brackets round its IPv6 address' : 'has no port number');
  }
  const [, host = '', digits] = parts;
  const bracketed = host.startsWith('[');
  const name = bracketed ? host.slice(1, -1) : host;
  const port = Number(digits);
  if (port > 65_535) throw malformed(spec, 'has a port over 65535');
  if (bracketed ? !isIPv6(name) : !/^[\w.-]*$/.test(name)) {
    throw malformed(spec, `has a host "${name}" that is no address`);
  }
  return { host: name === '' ? LOOPBACK : name, port };
}

async function listen(spec: string, target: Address, fork: boolean, events: PortEvents): Promise<Port> {
  const sockets = new Set<Socket>();
  const server = createServer({
    // A host that has said all it wanted may still wait for replies; whoever takes it over ends it.
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A reset is one more way for a host to go; `close` follows and tells it.
    socket.on('error', () => {});
    events.host(socket, `tcp ${show(socket.remoteAddress ?? '?', socket.remotePort ?? 0)}`);
  });
  const { address, port } = await bind(server, target);
  const here = show(address, port);
  server.on('error', (error) =>
    events.notice('warn', `tcp-listen ${here} could not accept a host: ${reason(error)}`),
  );
  if (!isLoopback(address)) {
    events.notice(
      'warn',
      `tcp-listen ${here} can be reached from other machines, and whoever attaches may give any command`,
    );
  }
  const info: PortInfo = { kind: 'tcp', host: address, port, ...(fork ? { fork } : {}) };
  let closed: Promise<void> | undefined;
  return {
    spec,
    info,
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}

function bind(server: Server, { host, port }: Address): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(bindError(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve(server.address() as AddressInfo);
    });
  });
}

function bindError(error: Error, host: string, port: number): PortError {
  const here = `tcp-listen ${show(host, port)}`;
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

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function show(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
