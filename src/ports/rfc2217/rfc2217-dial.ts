import { connect, type Socket } from 'node:net';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { formatHostPort, type HostPort } from '#net/host-port';
import { systemTimers, type Timers } from '#time/timers';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { DEFAULT_LINE, type LineSettings, type SerialLine } from '../serial-line.ts';
import { HOST_SOCKET } from '../shared/host-socket.ts';
import { ReconnectingSocket } from '../shared/reconnecting-socket.ts';
import { parseTarget } from '../spec/address.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { ANSWER_LIMIT_MS, RemoteLine } from './remote-line.ts';
import { OPTION } from './telnet/codes.ts';
import { TelnetStream } from './telnet/stream.ts';

const USAGE = 'rfc2217:HOST:PORT';
const { BINARY, SUPPRESS_GO_AHEAD, COM_PORT } = OPTION;

/** Dials an access server that has a serial line, such as ser2net, and sets that line as RFC 2217 has it. */
export const rfc2217Kind: PortKind = {
  name: 'rfc2217',
  usage: USAGE,
  parse(spec, rest = '') {
    const target = parseTarget(rest, malformedSpec(spec, USAGE, 'rfc2217:192.168.1.20:2217'));
    return { kind: 'rfc2217', fork: false, open: (events) => openRfc2217(spec, target, events) };
  },
};

/** Opens the port; a failure to reach the other side is told in the log and tried again. */
export async function openRfc2217(
  spec: string,
  target: HostPort,
  events: PortEvents,
  timers: Timers = systemTimers,
): Promise<Port> {
  const name = `rfc2217 ${formatHostPort(target)}`;
  const settings = { wanted: DEFAULT_LINE };
  const connection = new ReconnectingSocket({
    name,
    notice: events.notice,
    timers,
    dial: () => connect({ ...HOST_SOCKET, ...target }),
    connected: (socket) => attach(socket, name, settings, events, timers),
  });
  await connection.start();
  return {
    spec,
    info: { kind: 'rfc2217', ...target, dials: true },
    get away() {
      return connection.away;
    },
    close: () => connection.close(),
  };
}

/** Speaks with a server that is there, and hands it on as a host once its line is set. */
function attach(
  socket: Socket,
  name: string,
  settings: { wanted: LineSettings },
  events: PortEvents,
  timers: Timers,
): void {
  const stream: TelnetStream = new TelnetStream(
    socket,
    {
      ask: [
        ['us', COM_PORT],
        ['us', BINARY],
        ['them', BINARY],
        ['us', SUPPRESS_GO_AHEAD],
        ['them', SUPPRESS_GO_AHEAD],
      ],
      known: [BINARY, SUPPRESS_GO_AHEAD, COM_PORT],
    },
    {
      option(side, option, on) {
        if (side === 'us' && option === COM_PORT) decide(on ? 'agreed' : message('ports.refusesRfc2217'));
      },
      subnegotiation(option, body) {
        if (option === COM_PORT) line.receive(body);
      },
    },
  );
  const line = new RemoteLine({
    name,
    timers,
    send: (body) => stream.subnegotiate(COM_PORT, body),
    between: (work) => stream.between(work),
    hold: (held) => stream.hold(held),
  });
  const gone = (): void => {
    cancel();
    line.close();
  };
  let handedOn = false;
  const handOn = (setter?: SerialLine): void => {
    handedOn = true;
    events.host(stream, name, { line: setter });
  };
  socket.once('end', () => {
    gone();
    // A server that is taken hangs up at once. Later, what it said may still be read, and whoever has it ends it.
    if (!handedOn) stream.destroy();
  });
  stream.once('close', gone);
  let decided = false;
  const decide = (outcome: 'agreed' | Message): void => {
    if (decided || stream.destroyed) return;
    decided = true;
    cancel();
    if (outcome === 'agreed') {
      void begin();
      return;
    }
    events.notice('warn', message('ports.lineOutOfReach', { name, why: outcome }));
    handOn();
  };
  const cancel = timers.after(ANSWER_LIMIT_MS, () => decide(message('ports.noRfc2217')));

  const begin = async (): Promise<void> => {
    await setOrTell(settings.wanted);
    if (stream.destroyed) return;
    handOn({
      get settings() {
        return settings.wanted;
      },
      set(wanted) {
        // Also what the next connection begins with.
        settings.wanted = wanted;
        return line.set(wanted);
      },
    });
  };
  const setOrTell = async (wanted: LineSettings): Promise<void> => {
    try {
      await line.set(wanted);
    } catch (error) {
      events.notice('warn', message('ports.setByHand', { why: reasonOf(error) }));
    }
  };
}
