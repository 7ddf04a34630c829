import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transport } from '#mqtt/transport';
import { plainSocketError } from '#mqtt/transports/socket-errors';
import { dialTcp } from '#mqtt/transports/tcp';
import { freePort } from '../../../tools/free-port.js';
import { needs } from '../../support/needs.ts';
import { Events } from './support/events.ts';

let server: Server | undefined;
let transport: Transport | undefined;
const accepted: Socket[] = [];

afterEach(() => {
  transport?.destroy();
  for (const socket of accepted.splice(0)) socket.destroy();
  server?.close();
  server = undefined;
});

async function listen(host = '127.0.0.1', onSocket: (socket: Socket) => void = () => {}): Promise<number> {
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function open(onSocket?: (socket: Socket) => void): Promise<{ events: Events; transport: Transport }> {
  const port = await listen('127.0.0.1', onSocket);
  const events = new Events();
  transport = dialTcp({ host: '127.0.0.1', port })(events);
  await events.until('open');
  return { events, transport };
}

describe('a TCP transport', () => {
  it('has nothing queued when the operating system took a small write at once', async () => {
    const { transport } = await open();
    transport.write(Buffer.from('small'));
    expect(transport.queued).toBe(0);
  });
});

describe('a target', () => {
  it('where nothing listens is refused, in plain words', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const events = new Events();
      transport = dialTcp({ host, port: await freePort() })(events);
      await events.until('closed');
      expect(events.error?.message).toBe('connection refused, nothing listens on that port (ECONNREFUSED)');
      expect(events.error?.cause).toBeInstanceOf(Error);
    }
  });

  it('that resets the connection is told so', async () => {
    const { events, transport } = await open((socket) => socket.once('data', () => socket.resetAndDestroy()));
    transport.write(Buffer.from('x'));
    await events.until('closed');
    expect(events.error?.message).toBe('connection reset by peer (ECONNRESET)');
  });

  it('may be an IPv6 address in brackets', needs('IPv6'), async () => {
    const port = await listen('::1');
    const events = new Events();
    transport = dialTcp({ host: '[::1]', port })(events);
    await events.until('open');
  });
});

describe('a socket error in plain words', () => {
  const coded = (code: string, message = '') => Object.assign(new Error(message), { code });

  it('is that of the first address when several were tried', () => {
    const error = new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')]);
    expect(plainSocketError(error).message).toBe('no route to the network (ENETUNREACH)');
  });

  it('is its own message, or its code, when there are no words for it', () => {
    expect(plainSocketError(coded('EODD', 'odd')).message).toBe('odd');
    expect(plainSocketError(coded('EODD')).message).toBe('EODD');
    expect(plainSocketError(new AggregateError([])).message).toBe('unknown socket error');
  });
});
