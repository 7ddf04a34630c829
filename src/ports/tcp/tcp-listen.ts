import { createServer } from 'node:net';
import { type HostPort, LOOPBACK, peerOf } from '#net/host-port';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { HOST_SOCKET } from '../shared/host-socket.ts';
import { listenTcp } from '../shared/listen-tcp.ts';
import { parseAddress } from '../spec/address.ts';
import { splitForkOption } from '../spec/fork-option.ts';
import { malformedSpec } from '../spec/malformed.ts';

const USAGE = 'tcp-listen:[HOST:]PORT[,fork]';

/** A listening TCP socket: every connection is one host. */
export const tcpListenKind: PortKind = {
  name: 'tcp-listen',
  usage: USAGE,
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, 'tcp-listen:3333');
    const { target, fork } = splitForkOption(rest, malformed);
    const address = parseAddress(target, malformed, LOOPBACK);
    return { kind: 'tcp', fork, open: (events) => openTcpListen(spec, address, fork, events) };
  },
};

async function openTcpListen(
  spec: string,
  target: HostPort,
  fork: boolean,
  events: PortEvents,
): Promise<Port> {
  const server = createServer(HOST_SOCKET, (socket) =>
    events.host(socket, `tcp ${peerOf(socket)}`, { refuseForeign: true }),
  );
  const { host, port, close } = await listenTcp(server, 'tcp-listen', target, events);
  return { spec, info: { kind: 'tcp', host, port, ...(fork ? { fork } : {}) }, close };
}
