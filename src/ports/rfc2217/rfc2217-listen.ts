import { createServer, type Socket } from 'node:net';
import { type HostPort, LOOPBACK, peerOf } from '#net/host-port';
import type { Port, PortEvents, PortKind, ResetSignal } from '../port.ts';
import { HOST_SOCKET } from '../shared/host-socket.ts';
import { listenTcp } from '../shared/listen-tcp.ts';
import { parseAddress } from '../spec/address.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { AccessServer } from './access-server.ts';
import { OPTION } from './telnet/codes.ts';
import { TelnetStream } from './telnet/stream.ts';

const NAME = 'rfc2217-listen';
const USAGE = `${NAME}:[HOST:]PORT`;
const { BINARY, SUPPRESS_GO_AHEAD, COM_PORT } = OPTION;

/** An access server as RFC 2217 has it, with the module's UART behind it: every connection is one host. */
export const rfc2217ListenKind: PortKind = {
  name: NAME,
  usage: USAGE,
  resetSignals: ['hangup', 'open', 'dtr', 'rts', 'break'],
  parse(spec, rest = '') {
    const target = parseAddress(rest, malformedSpec(spec, USAGE, `${NAME}:2217`), LOOPBACK);
    return { kind: 'rfc2217', fork: false, open: (events) => openRfc2217Listen(spec, target, events) };
  },
};

async function openRfc2217Listen(spec: string, target: HostPort, events: PortEvents): Promise<Port> {
  const streams = new Set<TelnetStream>();
  const server = createServer(HOST_SOCKET, (socket) => {
    const stream = attach(socket, events);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  });
  const { host, port, close } = await listenTcp(server, NAME, target, events);
  return {
    spec,
    info: { kind: 'rfc2217', host, port },
    close() {
      for (const stream of streams) stream.destroy();
      return close();
    },
  };
}

function attach(socket: Socket, events: PortEvents): TelnetStream {
  const name = `rfc2217 ${peerOf(socket)}`;
  const stream: TelnetStream = new TelnetStream(
    socket,
    {
      ask: [
        ['us', BINARY],
        ['them', BINARY],
        ['us', SUPPRESS_GO_AHEAD],
        ['them', SUPPRESS_GO_AHEAD],
        ['them', COM_PORT],
      ],
      known: [BINARY, SUPPRESS_GO_AHEAD, COM_PORT],
      // A client that speaks no telnet, such as netcat, is to read nothing but what the module says.
      patient: true,
    },
    {
      // The client offers it; there are some that only ask for it.
      option(side, option, on) {
        if (option === COM_PORT && on && !stream.isOn(side === 'us' ? 'them' : 'us', COM_PORT)) line.agreed();
      },
      subnegotiation(option, body) {
        if (option === COM_PORT) line.receive(body);
      },
      data: () => line.heard(),
    },
  );
  let signal: ((signal: ResetSignal) => void) | undefined;
  const line = new AccessServer({
    name,
    switchedOn(switched) {
      signal?.(switched);
      return signal !== undefined;
    },
    notice: events.notice,
    send: (body) => stream.subnegotiate(COM_PORT, body),
    hold: (held) => stream.hold(held),
    purge: () => stream.purge(),
  });
  events.host(stream, name, {
    line,
    refuseForeign: true,
    signals(listener) {
      signal = listener;
    },
  });
  return stream;
}
