import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepEvent } from '#mqtt/observe';
import { requestTarget } from '#mqtt/transports/websocket/upgrade';
import { dialWebSocket, type WebSocketTarget } from '#mqtt/transports/websocket/web-socket';
import { needs } from '../../support/needs.ts';
import { startServer, type TestServer, type WebSocketServerOptions } from '../../support/tls-servers.ts';
import { FakeTimers } from '../support/fake-timers.ts';
import { dialled } from './support/events.ts';

let server: TestServer | undefined;
let plain: Server | undefined;
const accepted: Socket[] = [];

afterEach(async () => {
  await server?.close();
  server = undefined;
  for (const socket of accepted.splice(0)) socket.destroy();
  plain?.close();
  plain = undefined;
});

async function start(options: WebSocketServerOptions = {}): Promise<number> {
  server = await startServer({ webSocket: options });
  return server.port;
}

function target(port: number, more: Partial<WebSocketTarget> = {}): WebSocketTarget {
  return { host: '127.0.0.1', port, path: '/mqtt', ...more };
}

/** Dials and waits until it has closed. */
async function failure(port: number, more: Partial<WebSocketTarget> = {}): Promise<Error | undefined> {
  const { events } = dialled(dialWebSocket(target(port, more)));
  await events.until('closed');
  await server?.empty();
  return events.error;
}

/** A server that answers an HTTP request with what it is given. */
async function answering(answer: (socket: Socket, request: string) => void): Promise<number> {
  plain = createServer((socket) => {
    accepted.push(socket.on('error', () => {}));
    socket.once('data', (request) => answer(socket, request.toString('latin1')));
  }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  return (plain.address() as AddressInfo).port;
}

describe('the upgrade', () => {
  it('asks for a path and the subprotocol mqtt, and names host and port', async () => {
    const requests: string[] = [];
    const port = await answering((socket, request) => {
      requests.push(request);
      socket.end();
    });
    await failure(port, { path: 'a/../b?x=1&y=温 #z' });
    await failure(port, { path: Buffer.from([0x2f, 0xff, 0x0d]) });
    const [first, second] = requests.map((request) => request.split('\r\n'));
    expect(first?.[0]).toBe('GET /a/../b?x=1&y=%E6%B8%A9%20%23z HTTP/1.1');
    expect(first).toContain(`Host: 127.0.0.1:${port}`);
    expect(first).toContain('Sec-WebSocket-Protocol: mqtt');
    expect(first).toContain('Sec-WebSocket-Version: 13');
    expect(first?.some((line) => line.startsWith('Sec-WebSocket-Extensions'))).toBe(false);
    expect(second?.[0]).toBe('GET /%FF%0D HTTP/1.1');
  });

  it.each([
    ['', '/'],
    ['mqtt', '/mqtt'],
    ['//mqtt', '//mqtt'],
    ['/a%20b', '/a%20b'],
    ['/"<>\\^`{|}', '/%22%3C%3E%5C%5E%60%7B%7C%7D'],
  ])('writes the path %j as %s', (path, written) => {
    expect(requestTarget(path)).toBe(written);
  });

  it('names an IPv6 address in brackets', needs('IPv6'), async () => {
    server = await startServer({ webSocket: {}, host: '::1' });
    const { events } = dialled(dialWebSocket(target(server.port, { host: '[::1]' })));
    await events.until('open');
    expect((await server.next()).host).toBe(`[::1]:${server.port}`);
  });

  it('refused with 404 names the path', async () => {
    const port = await start({ path: '/right' });
    expect(await failure(port, { path: '/wrong' })).toMatchObject({
      code: 'UPGRADE_REFUSED',
      step: 'websocket',
      status: 404,
      message:
        'the broker refused the WebSocket upgrade with HTTP status 404 (Not Found): there is nothing at the path /wrong',
    });
  });

  it.each([
    ['403 Forbidden', '', 403, '403 (Forbidden)'],
    ['200 OK', '', 200, '200 (OK)'],
    ['599 Odd', '', 599, '599'],
    [
      '301 Moved',
      'Location: wss://b.test/\r\n',
      301,
      '301 (Moved Permanently): it redirects to wss://b.test/',
    ],
  ])('refused with %s says so', async (line, headers, status, words) => {
    const port = await answering((socket) =>
      socket.write(`HTTP/1.1 ${line}\r\n${headers}Content-Length: 0\r\n\r\n`),
    );
    expect(await failure(port)).toMatchObject({
      code: 'UPGRADE_REFUSED',
      status,
      message: `the broker refused the WebSocket upgrade with HTTP status ${words}`,
    });
  });

  it.each<string | false>([false, 'mqttv3.1', 'MQTT'])('refuses the subprotocol %j', async (subprotocol) => {
    const port = await start({ subprotocol });
    expect(await failure(port)).toMatchObject({
      code: 'NO_SUBPROTOCOL',
      step: 'websocket',
      message: 'the broker did not accept the WebSocket subprotocol mqtt',
    });
  });

  it.each([
    [
      'headers without end',
      Buffer.from(`HTTP/1.1 101 Switching Protocols\r\nX: ${'x'.repeat(40_000)}`),
      'NOT_WEBSOCKET',
      'the headers of the answer to the WebSocket upgrade are longer than 16 KiB',
    ],
    ['no HTTP', Buffer.from([0x20, 2, 0, 1]), 'NOT_WEBSOCKET', 'the broker answers, but not in HTTP'],
    [
      'a wrong proof',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: x\r\n\r\n',
      'NOT_WEBSOCKET',
      "the broker's answer is not a WebSocket upgrade: Invalid Sec-WebSocket-Accept header",
    ],
    [
      'nothing',
      undefined,
      'CLOSED',
      'the broker closed the connection without answering the WebSocket upgrade',
    ],
  ])('answered with %s ends with a sentence', async (_, answer, code, message) => {
    const port = await answering((socket) => (answer === undefined ? socket.end() : socket.write(answer)));
    expect(await failure(port)).toMatchObject({ code, step: 'websocket', message });
  });

  it('that takes too long is given up', async () => {
    const timers = new FakeTimers();
    const port = await answering(() => void timers.advance(500));
    expect(await failure(port, { timers, stepTimeoutMs: 500 })).toMatchObject({
      code: 'TIMEOUT',
      step: 'websocket',
      message: 'the WebSocket upgrade timed out after 500 ms',
    });
    expect(timers.pending).toBe(0);
  });

  it('is told to an observer, step by step', async () => {
    const port = await start();
    const seen: StepEvent[] = [];
    const { events } = dialled(
      dialWebSocket(target(port, { host: 'localhost', observe: (event) => seen.push(event) })),
    );
    await events.until('open');
    const addresses = seen.filter((event) => event.found === 'address' || event.found === 'attempt');
    expect(addresses.length).toBeGreaterThan(0);
    expect(seen.slice(addresses.length)).toEqual([
      { step: 'tcp', found: 'connection', address: '127.0.0.1', port },
      { step: 'websocket', found: 'answer', status: 101, subprotocol: 'mqtt' },
    ]);
  });
});

it('leaves a web server alone that keeps the connection', async () => {
  const http = createHttpServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const closed = new Promise<void>((resolve) =>
    http.once('connection', (socket) => socket.once('close', resolve)),
  );
  expect(await failure((http.address() as AddressInfo).port)).toMatchObject({
    code: 'UPGRADE_REFUSED',
    status: 200,
  });
  await closed;
  http.close();
});
