import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Dial, Transport } from '#mqtt/transport';
import { dialTcp } from '#mqtt/transports/tcp';
import { dialTls } from '#mqtt/transports/tls/tls';
import { dialWebSocket, dialWebSocketSecure } from '#mqtt/transports/websocket/web-socket';
import { systemTimers } from '#time/timers';
import { freePort } from '../../../tools/free-port.js';
import { type Peer, type ServerOptions, startServer, type TestServer } from '../../support/tls-servers.ts';
import { turn } from '../support/fake-timers.ts';
import { Events } from './support/events.ts';
import { HOST, makePki, type Pki } from './support/pki.ts';

const MIB = 1 << 20;

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

interface Kind {
  name: string;
  dial(port: number): Dial;
  options(): ServerOptions;
}

const tls = (port: number) => ({
  host: '127.0.0.1',
  port,
  serverName: HOST,
  alpn: ['mqtt'],
  ca: pki.root.cert,
  verify: { name: HOST, now: Date.now },
  stepTimeoutMs: 10_000,
  timers: systemTimers,
});
const plain = (port: number) => ({ host: '127.0.0.1', port });
const identity = () => ({ tls: { identity: pki.servers.good } });
const path = '/mqtt';

const kinds: Kind[] = [
  { name: 'TCP', dial: (port) => dialTcp(plain(port)), options: () => ({}) },
  { name: 'TLS', dial: (port) => dialTls(tls(port)), options: identity },
  {
    name: 'WebSocket',
    dial: (port) => dialWebSocket({ ...plain(port), path }),
    options: () => ({ webSocket: {} }),
  },
  {
    name: 'WebSocket over TLS',
    dial: (port) => dialWebSocketSecure({ ...tls(port), path }),
    options: () => ({ ...identity(), webSocket: {} }),
  },
];

describe.each(kinds)('a transport over $name', ({ dial, options }) => {
  let server: TestServer;
  let transport: Transport | undefined;

  beforeAll(async () => {
    server = await startServer(options());
  });
  afterAll(() => server.close());
  afterEach(async () => {
    transport?.destroy();
    await server.empty();
  });

  async function open(): Promise<{ transport: Transport; events: Events; peer: Peer }> {
    const events = new Events();
    transport = dial(server.port)(events);
    await events.until('open');
    return { transport, events, peer: await server.next() };
  }

  it('tells nothing before it is returned', async () => {
    const events = new Events();
    transport = dial(server.port)(events);
    expect(events.log).toEqual([]);
    await events.until('open');
    (await server.next()).stream.resume();
  });

  it('carries 1 MiB both ways at once, intact', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pipe(peer.stream);
    const bytes = randomBytes(MIB);
    for (let at = 0; at < MIB; at += 50_000) transport.write(bytes.subarray(at, at + 50_000));
    expect((await events.bytes(MIB)).equals(bytes)).toBe(true);
  });

  it('carries 1 MiB in one write, and in single bytes', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pipe(peer.stream);
    const bytes = randomBytes(MIB);
    transport.write(bytes);
    for (let at = 0; at < 1000; at++) transport.write(bytes.subarray(at, at + 1));
    const received = await events.bytes(MIB + 1000);
    expect(received.equals(Buffer.concat([bytes, bytes.subarray(0, 1000)]))).toBe(true);
  });

  it('does not change the bytes it is given', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pipe(peer.stream);
    const bytes = Buffer.alloc(100, 'x');
    transport.write(bytes);
    await events.bytes(100);
    expect(bytes.equals(Buffer.alloc(100, 'x'))).toBe(true);
  });

  it('says when it is full, counts what is queued, and drains', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pause();
    let full = 0;
    for (let idle = 0; idle < 20; idle++) {
      if (!transport.write(Buffer.alloc(MIB))) full++;
      await turn();
    }
    expect(full).toBeGreaterThan(5);
    expect(transport.queued).toBeGreaterThan(MIB);
    events.log.length = 0;
    peer.stream.resume();
    await events.until('drain');
    expect(transport.queued).toBe(0);
    expect(transport.write(Buffer.alloc(10))).toBe(true);
  });

  it('reads nothing while paused, and holds the other side back', async () => {
    const { transport, events, peer } = await open();
    transport.pause();
    let taken = 0;
    const total = 64 * MIB;
    const chunk = Buffer.alloc(MIB, 'x');
    const send = () => {
      while (taken < total) {
        taken += MIB;
        if (!peer.stream.write(chunk)) return;
      }
    };
    peer.stream.on('drain', send);
    send();
    for (let i = 0; i < 100; i++) await turn();
    // What was under way when it paused may still come.
    expect(events.received.length).toBeLessThan(2 * MIB);
    expect(taken).toBeLessThan(total);
    transport.resume();
    expect((await events.bytes(total)).length).toBe(total);
  });

  it('paused before it opens reads nothing until resumed', async () => {
    const events = new Events();
    transport = dial(server.port)(events);
    transport.pause();
    await events.until('open');
    const { stream } = await server.next();
    stream.end('early');
    for (let i = 0; i < 50; i++) await turn();
    expect(events.log).toEqual(['open']);
    expect(events.received.length).toBe(0);
    transport.resume();
    await events.until('closed');
    expect(events.received.toString()).toBe('early');
    expect(events.error).toBeUndefined();
  });

  it('flushes what is queued before it ends, and calls back', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pause();
    const bytes = randomBytes(8 * MIB);
    transport.write(bytes);
    const sent = new Promise<void>((resolve) => transport.end(resolve));
    const chunks: Buffer[] = [];
    peer.stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    peer.stream.resume();
    await sent;
    expect(transport.queued).toBe(0);
    await events.until('closed');
    expect(events.error).toBeUndefined();
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it('takes nothing after end, and tells of the close once', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pipe(peer.stream);
    transport.end();
    transport.end();
    expect(transport.write(Buffer.from('late'))).toBe(true);
    await events.until('closed');
    transport.destroy();
    transport.end();
    await server.empty();
    await turn();
    expect(events.log).toEqual(['open', 'closed']);
    expect(events.received.length).toBe(0);
  });

  it('closes when the other side is gone, even with bytes that it never takes', async () => {
    const { transport, events, peer } = await open();
    peer.stream.pause();
    for (let i = 0; i < 10; i++) {
      transport.write(Buffer.alloc(MIB));
      await turn();
    }
    expect(transport.queued).toBeGreaterThan(MIB);
    peer.tcp.end();
    await events.until('closed');
    peer.tcp.destroy();
  });

  it('closes in order when the other side does, with its last bytes', async () => {
    const { transport, events, peer } = await open();
    transport.write(Buffer.from('hello'));
    peer.stream.once('data', () => peer.stream.end('bye'));
    await events.until('closed');
    expect(events.received.toString()).toBe('bye');
    expect(events.error).toBeUndefined();
  });

  it('tells of a reset', async () => {
    const { events, transport, peer } = await open();
    peer.stream.write('hello');
    await events.bytes(5);
    peer.tcp.resetAndDestroy();
    transport.write(Buffer.from('x'));
    await events.until('closed');
    expect(events.error).toMatchObject({
      code: 'CLOSED',
      message: 'connection reset by peer (ECONNRESET)',
    });
  });

  it('destroyed is silent, whatever is called afterwards', async () => {
    const { events, transport, peer } = await open();
    peer.stream.resume();
    transport.write(Buffer.alloc(MIB));
    transport.destroy();
    expect(transport.write(Buffer.from('x'))).toBe(true);
    transport.end();
    transport.pause();
    transport.resume();
    transport.destroy();
    peer.stream.write('into the void');
    await server.empty();
    for (let i = 0; i < 20; i++) await turn();
    expect(events.log).toEqual(['open']);
    expect(events.received.length).toBe(0);
  });

  it('destroyed at any moment while it opens is silent and lets go of its sockets', async () => {
    for (let turns = 0; turns < 60; turns++) {
      const events = new Events();
      const early = dial(server.port)(events);
      for (let i = 0; i < turns; i++) await turn();
      const before = [...events.log];
      early.destroy();
      await server.empty();
      await turn();
      expect(events.log).toEqual(before);
    }
  });

  it('ended before it opens calls back and closes without an error', async () => {
    const events = new Events();
    const early = dial(server.port)(events);
    const sent = new Promise<void>((resolve) => early.end(resolve));
    expect(events.log).toEqual([]);
    await sent;
    await events.until('closed');
    await server.empty();
    expect(events.log).toEqual(['closed']);
    expect(events.error).toBeUndefined();
  });

  it('to a port where nothing listens is refused', async () => {
    const events = new Events();
    dial(await freePort())(events);
    await events.until('closed');
    expect(events.log).toEqual(['closed']);
    expect(events.error).toMatchObject({
      code: 'REFUSED',
      step: 'tcp',
      message: 'connection refused, nothing listens on that port (ECONNREFUSED)',
    });
  });
});
