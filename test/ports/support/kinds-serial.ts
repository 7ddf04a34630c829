import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { AccessServer } from '#ports/rfc2217/access-server';
import { OPTION } from '#ports/rfc2217/telnet/codes';
import { TelnetStream } from '#ports/rfc2217/telnet/stream';
import { SerialHost } from '#ports/serial/serial-host';
import { loadSerial } from '#ports/serial/serial-native';
import { DEFAULT_LINE } from '#ports/serial-line';
import { eventually, openPort, within } from './helpers.ts';
import { type Kind, of } from './kind.ts';
import { openTtyPair } from './programs.ts';
import { dialTelnet } from './telnet-client.ts';

const BULK = 1 << 20;
const SOCKET_BULK = 24 << 20;
const { BINARY, COM_PORT } = OPTION;

/** How the hosts of these kinds leave. */
const leaving = new WeakMap<Duplex, () => Promise<void>>();
const leave: Kind['leave'] = async (host) => leaving.get(host)?.();

/** A host that has said all it wanted may still be answered, until whoever has its stream ends it, as a module does. */
function endsWithHost(module: Duplex): Duplex {
  return module.once('end', () => module.end());
}

/** Not by the stream of the package serialport, which may forget that it waits for room. */
async function openFarEnd(path: string): Promise<SerialHost> {
  const host = new SerialHost({ path, settings: DEFAULT_LINE, library: await loadSerial(), notice() {} });
  await host.open();
  onTestFinished(() => void host.destroy());
  return host;
}

/** Hosts at one end of a cable, the port at the other; a host leaves by pulling the cable out. */
const serial: Kind = {
  name: 'serial',
  needed: ['socat'],
  hosts: 'one by one',
  bulk: BULK,
  stays: true,
  discards: true,
  leave,
  async open() {
    const cable = await openTtyPair();
    const [here, there] = cable.ends;
    const { port, events } = await openPort(`serial:${here}`);
    const module = await events.next();
    const plug = async () => {
      const host = await openFarEnd(there);
      leaving.set(host, async () => {
        host.destroy();
        await cable.unplug();
        await eventually('notice', () => /was disconnected/.test(events.notices.at(-1) ?? ''));
      });
      return { host, module };
    };
    const another = async () => {
      await cable.plug();
      await eventually('device', () => /^info: .* is back$/.test(events.notices.at(-1) ?? ''));
      return plug();
    };
    return { port, another, ...(await plug()) };
  },
};

/** Serves the test itself over RFC 2217, as an access server whose serial line leads to it. */
const rfc2217: Kind = {
  name: 'rfc2217',
  hosts: 'one by one',
  bulk: SOCKET_BULK,
  discards: true,
  leave,
  async open() {
    const hosts: TelnetStream[] = [];
    const server = createServer((socket) => {
      const host: TelnetStream = new TelnetStream(
        socket,
        { ask: [['them', BINARY]], known: [BINARY, COM_PORT] },
        { option() {}, subnegotiation: (_option, body) => line.receive(body) },
      );
      const line = new AccessServer({
        name: 'the test',
        notice() {},
        send: (body) => host.subnegotiate(COM_PORT, body),
        hold() {},
        purge() {},
      });
      hosts.push(host);
      leaving.set(host, async () => void socket.resetAndDestroy());
      onTestFinished(() => void host.destroy());
    });
    onTestFinished(() => void server.close());
    const here = await within(
      'server',
      new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
      ),
    );
    const { port, events } = await openPort(`rfc2217:127.0.0.1:${here}`);
    const another = async () => {
      const module = endsWithHost(await events.next());
      return { module, host: await eventually('connection', () => hosts.shift()) };
    };
    return { port, another, ...(await another()) };
  },
};

/** The kinds that have a line with a speed. */
export const serialKinds: readonly Kind[] = [
  serial,
  {
    name: 'rfc2217-listen',
    hosts: 'many',
    bulk: SOCKET_BULK,
    discards: true,
    leave,
    async open() {
      const { port, events } = await openPort('rfc2217-listen:0');
      const another = async () => {
        const { stream: host, vanish } = await dialTelnet(of('rfc2217', port.info).port);
        leaving.set(host, async () => vanish());
        return { host, module: endsWithHost(await events.next()) };
      };
      return { port, another, ...(await another()) };
    },
  },
  rfc2217,
];
