import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transport } from '../../../src/mqtt/transport.ts';
import { plainSocketError } from '../../../src/mqtt/transports/socket-errors.ts';
import { dialTcp, withoutBrackets } from '../../../src/mqtt/transports/tcp.ts';
import { freePort } from '../../support/brokers.ts';
import { turn } from '../support/fake-timers.ts';

let server: Server | undefined;
let transport: Transport | undefined;
const accepted: Socket[] = [];

afterEach(() => {
  transport?.destroy();
  for (const socket of accepted.splice(0)) socket.destroy();
  server?.close();
  server = undefined;
});

/** What a transport tells, to be waited for. */
class Events {
  readonly log: string[] = [];
  error: Error | undefined;
  #waiting: (() => void)[] = [];

  open(): void {
    this.#note('open');
  }

  data(bytes: Buffer): void {
    this.#note(`data ${bytes}`);
  }

  drain(): void {
    this.#note('drain');
  }

  closed(error?: Error): void {
    this.error = error;
    this.#note('closed');
  }

  async until(line: string): Promise<void> {
    while (!this.log.includes(line)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #note(line: string): void {
    this.log.push(line);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

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
  it('opens, carries bytes both ways, ends, and tells of the close once', async () => {
    const { events, transport } = await open((socket) => socket.pipe(socket));
    expect(transport.write(Buffer.from('ping'))).toBe(true);
    await events.until('data ping');
    transport.end();
    await events.until('closed');
    expect(events.log).toEqual(['open', 'data ping', 'closed']);
    expect(events.error).toBeUndefined();
  });

  it('tells nothing before it is returned', async () => {
    const port = await listen();
    const events = new Events();
    transport = dialTcp({ host: '127.0.0.1', port })(events);
    expect(events.log).toEqual([]);
  });

  it('closes when the other side does, even with bytes that it never takes', async () => {
    const { events, transport } = await open((socket) => {
      socket.pause();
      setImmediate(() => socket.end());
    });
    while (transport.write(Buffer.alloc(1 << 20)));
    await events.until('closed');
  });

  it('says when it is full, counts what is queued, and drains', async () => {
    const { events, transport } = await open((socket) => socket.pause());
    while (transport.write(Buffer.alloc(1 << 20)));
    expect(transport.queued).toBeGreaterThan(0);
    accepted[0]?.resume();
    await events.until('drain');
    expect(transport.queued).toBe(0);
  });

  it('has nothing queued when the operating system took a small write at once', async () => {
    const { transport } = await open();
    transport.write(Buffer.from('small'));
    expect(transport.queued).toBe(0);
  });

  it('paused before it opens reads nothing until resumed', async () => {
    const port = await listen('127.0.0.1', (socket) => socket.end('early'));
    const events = new Events();
    transport = dialTcp({ host: '127.0.0.1', port })(events);
    transport.pause();
    await events.until('open');
    for (let i = 0; i < 20; i++) await turn();
    expect(events.log).toEqual(['open']);
    transport.resume();
    await events.until('closed');
    expect(events.log).toEqual(['open', 'data early', 'closed']);
  });

  it('destroyed is silent, whatever is called afterwards', async () => {
    const { events, transport } = await open();
    transport.destroy();
    expect(transport.write(Buffer.from('x'))).toBe(true);
    transport.end();
    transport.pause();
    transport.resume();
    transport.destroy();
    await once(accepted[0] as Socket, 'close');
    await turn();
    expect(events.log).toEqual(['open']);
  });

  it('destroyed while it connects is silent', async () => {
    const events = new Events();
    dialTcp({ host: '127.0.0.1', port: await freePort() })(events).destroy();
    for (let i = 0; i < 20; i++) await turn();
    expect(events.log).toEqual([]);
  });

  it('calls back once all is sent', async () => {
    const { transport } = await open((socket) => socket.resume());
    transport.write(Buffer.alloc(4 << 20));
    await new Promise<void>((resolve) => transport.end(resolve));
    expect(transport.queued).toBe(0);
  });

  it('does not take bytes after end', async () => {
    const { events, transport } = await open((socket) => socket.pipe(socket));
    transport.end();
    transport.write(Buffer.from('late'));
    await events.until('closed');
    expect(events.log).toEqual(['open', 'closed']);
  });
});

describe('a target', () => {
  it('where nothing listens is refused, in plain words', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const events = new Events();
      transport = dialTcp({ host, port: await freePort() })(events);
      await events.until('closed');
      expect(events.error?.message).toBe('the connection was refused, nothing listens there (ECONNREFUSED)');
      expect(events.error?.cause).toBeInstanceOf(Error);
    }
  });

  it('that resets the connection is told so', async () => {
    const { events, transport } = await open((socket) => socket.once('data', () => socket.resetAndDestroy()));
    transport.write(Buffer.from('x'));
    await events.until('closed');
    expect(events.error?.message).toBe('the other side reset the connection (ECONNRESET)');
  });

  it('may be an IPv6 address in brackets', async (context) => {
    const port = await listen('::1').catch(() => undefined);
    if (port === undefined) return context.skip('no IPv6 here');
    const events = new Events();
    transport = dialTcp({ host: '[::1]', port })(events);
    await events.until('open');
  });

  it('keeps brackets off an IPv6 address only', () => {
    expect(['[::1]', '::1', 'broker.local', '[x'].map(withoutBrackets)).toEqual([
      '::1',
      '::1',
      'broker.local',
      '[x',
    ]);
  });
});

describe('a socket error in plain words', () => {
  const coded = (code: string, message = '') => Object.assign(new Error(message), { code });

  it('is that of the first address when several were tried', () => {
    const error = new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')]);
    expect(plainSocketError(error).message).toBe('there is no route to the network (ENETUNREACH)');
  });

  it('is its own message, or its code, when there are no words for it', () => {
    expect(plainSocketError(coded('EODD', 'odd')).message).toBe('odd');
    expect(plainSocketError(coded('EODD')).message).toBe('EODD');
    expect(plainSocketError(new AggregateError([])).message).toBe('unknown socket error');
  });
});
