import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { createWebSocketStream, WebSocket } from 'ws';
import { createMemoryPort } from '#ports/index';
import { closeSerial, openPort, openSerial, read, tempFolder, within } from './helpers.ts';
import { destroy, dialling, type Kind, listening, of } from './kind.ts';
import { serialKinds } from './kinds-serial.ts';

const SMALL_BULK = 1 << 20;
const SOCKET_BULK = 24 << 20;

async function dial(where: { host: string; port: number } | { path: string }): Promise<Socket> {
  const socket = connect(where);
  await within('connection', once(socket, 'connect'));
  return socket.on('error', () => {});
}

async function dialWebSocket(url: string): Promise<Duplex> {
  const webSocket = new WebSocket(url, { perMessageDeflate: false });
  const stream = createWebSocketStream(webSocket, { allowHalfOpen: false });
  await within('WebSocket', once(webSocket, 'open'));
  return stream.on('error', () => {});
}

function socketPath(): string {
  return join(tempFolder(), 'esp.sock');
}

/** A program that joins its standard input and output to a socket of the test. */
function relay(path: string): string {
  const script = [
    `const end = () => process.exit()`,
    `const socket = require("net").connect(${JSON.stringify(path)})`,
    `socket.on("error", end).on("close", end)`,
    `process.stdin.pipe(socket).pipe(process.stdout).on("error", end)`,
  ].join(';');
  return `exec "${process.execPath}" -e '${script}'`;
}

const own: readonly Kind[] = [
  {
    name: 'memory',
    hosts: 'one',
    bulk: SMALL_BULK,
    leave: destroy,
    async open() {
      const memory = createMemoryPort();
      const { port, events } = await openPort(memory);
      return { port, host: memory.host, module: await events.next() };
    },
  },
  {
    name: 'tcp-listen',
    hosts: 'many',
    bulk: SOCKET_BULK,
    leave: destroy,
    open: listening(
      () => 'tcp-listen:0',
      (info) => dial(of('tcp', info)),
    ),
  },
  {
    name: 'tcp',
    hosts: 'one by one',
    bulk: SOCKET_BULK,
    leave: destroy,
    open: dialling(
      () => ({ host: '127.0.0.1', port: 0 }),
      ({ port }) => `tcp:127.0.0.1:${port}`,
    ),
  },
  {
    name: 'unix-listen',
    hosts: 'many',
    bulk: SMALL_BULK * 4,
    leave: destroy,
    open: listening(
      () => `unix-listen:${socketPath()}`,
      (info) => dial({ path: of('unix', info).path }),
    ),
  },
  {
    name: 'unix',
    hosts: 'one by one',
    bulk: SMALL_BULK * 4,
    leave: destroy,
    open: dialling(
      () => ({ path: socketPath() }),
      ({ path }) => `unix:${path}`,
    ),
  },
  {
    name: 'ws-listen',
    hosts: 'many',
    bulk: SOCKET_BULK,
    leave: destroy,
    open: listening(
      () => 'ws-listen:0/esp',
      (info) => dialWebSocket(of('ws', info).url),
    ),
  },
  {
    name: 'exec',
    hosts: 'one',
    bulk: SMALL_BULK * 4,
    leave: destroy,
    open: dialling(
      () => ({ path: socketPath() }),
      ({ path = '' }) => `exec:${relay(path)}`,
    ),
  },
  {
    name: 'pty',
    hosts: 'one by one',
    bulk: SMALL_BULK,
    stays: true,
    discards: true,
    async leave(host) {
      if (host instanceof SerialPort) await closeSerial(host);
    },
    async open() {
      const { port, events } = await openPort('pty');
      const module = await events.next();
      const another = async () => ({ host: await openSerial(of('pty', port.info).path), module });
      const { host } = await another();
      // The host speaks first, so that the port knows of it before the module speaks.
      host.write('hello');
      await read(module, 5);
      return { port, another, host, module };
    },
  },
];

/** All that the shared suite goes through. */
export const kinds: readonly Kind[] = [...own, ...serialKinds];
