import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { message } from '#messages/message';
import { isPortError, parsePortSpec } from '#ports/index';
import { openWsListen } from '#ports/websocket/ws-listen';
import { ManualClock } from '#testing/index';
import { needs } from '../../support/needs.ts';
import { event, eventually, failure, openPort, Recorder, read, within, write } from '../support/helpers.ts';
import { of } from '../support/kind.ts';

async function open(spec = 'ws-listen:0') {
  const { port, events } = await openPort(spec);
  return { port, events, url: of('ws', port.info).url };
}

async function attach(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const host = new WebSocket(url, options);
  onTestFinished(() => host.terminate());
  await within('WebSocket', once(host, 'open'));
  return host.on('error', () => {});
}

/** The HTTP status of an upgrade that is refused. */
async function refused(url: string, options: ClientOptions = {}): Promise<number | undefined> {
  const host = new WebSocket(url, options);
  onTestFinished(() => host.terminate());
  host.on('error', () => {});
  const [, response] = (await within('refusal', once(host, 'unexpected-response'))) as [
    unknown,
    IncomingMessage,
  ];
  return response.statusCode;
}

test('it listens at loopback, and says at which URL', async () => {
  const { port, events, url } = await open('ws-listen:0/esp,fork');
  expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/esp$/);
  expect(port.info).toEqual({ kind: 'ws', url, fork: true });
  expect(events.notices).toEqual([]);
});

test('text counts as its UTF-8 bytes, and replies are binary', async () => {
  const { events, url } = await open();
  const host = await attach(url);
  const module = await events.next();
  const heard = read(module, 7);
  host.send('Käse\r\n');
  expect(await heard).toEqual(Buffer.from('Käse\r\n'));
  const message = within('reply', once(host, 'message'));
  await write(module, Buffer.from([0, 0xff, 0x80]));
  expect(await message).toEqual([Buffer.from([0, 0xff, 0x80]), true]);
  expect(events.names[0]).toMatch(/^ws 127\.0\.0\.1:\d+$/);
});

test('nothing is compressed', async () => {
  const { url } = await open();
  const host = await attach(url, { perMessageDeflate: true });
  expect(host.extensions).toBe('');
});

test('a host that closes ends the module’s stream, and one that the module lets go is closed', async () => {
  const { events, url } = await open();
  const leaving = await attach(url);
  const first = await events.next();
  const closed = event(first.resume(), 'close');
  leaving.close();
  await within('close', closed);

  const staying = await attach(url);
  const second = (await events.next()).resume();
  const over = within('close', once(staying, 'close'));
  second.end('bye');
  expect((await over)[0]).toBe(1005);
  await eventually('end of the stream', () => second.destroyed);
});

test('what came before a host closed is read, however late', async () => {
  const { events, url } = await open();
  const host = await attach(url);
  const module = await events.next();
  host.send('AT+GMR\r\n');
  const over = within('close', once(host, 'close'));
  host.close();
  await over;
  expect(`${await read(module, 8)}`).toBe('AT+GMR\r\n');
});

test('a message of more than a mebibyte ends the connection and is told of', async () => {
  const { events, url } = await open();
  const host = await attach(url);
  const module = (await events.next()).resume();
  const over = within('close', once(host, 'close'));
  host.send(Buffer.alloc((1 << 20) + 1));
  expect((await over)[0]).toBe(1009);
  await eventually('end of the stream', () => module.destroyed);
  expect(events.notices).toEqual([
    `warn: ${events.names[0]} violated the WebSocket protocol: Max payload size exceeded`,
  ]);
});

test('only the path that was named is served; without one, all are', async () => {
  const named = await open('ws-listen:0/esp');
  await attach(`${named.url}?device=1`);
  await named.events.next();
  expect(await refused(named.url.replace('/esp', '/other'))).toBe(404);
  const why = message('ports.pathRefused', { asked: '/other', path: '/esp' });
  expect(named.events.told).toEqual([
    message('ports.webSocketRefused', { name: expect.stringMatching(/^ws 127/), why }),
  ]);
  expect(named.events.notices).toEqual([
    expect.stringMatching(/^warn: ws 127\.0\.0\.1:\d+ was refused: it asked for "\/other" instead of \/esp$/),
  ]);
  const unnamed = await open();
  await attach(`${unnamed.url}any/path`);
  await unnamed.events.next();
});

test('a browser that only looks is told to upgrade', async () => {
  const { events, url } = await open();
  const [response] = (await within('response', once(get(url.replace('ws:', 'http:')), 'response'))) as [
    IncomingMessage,
  ];
  response.resume();
  expect([response.statusCode, response.headers.upgrade]).toEqual([426, 'websocket']);
  expect(events.names).toEqual([]);
});

describe('a page in a browser', () => {
  test('of another origin is refused, and told of', async () => {
    const { events, url } = await open();
    expect(await refused(url, { origin: 'https://evil.example' })).toBe(403);
    expect(events.names).toEqual([]);
    expect(events.notices).toEqual([
      expect.stringMatching(
        /^warn: ws 127\.0\.0\.1:\d+ was refused: it comes from a web page of "https:\/\/evil\.example", which is not on this computer; --allow-origin "https:\/\/evil\.example" lets it in$/,
      ),
    ]);
  });

  test('that is opened from a file is refused, and told how to go on', async () => {
    const { events, url } = await open();
    expect(await refused(url, { origin: 'null' })).toBe(403);
    expect(events.notices).toEqual([
      expect.stringMatching(/file:\/\/.*serve the page from localhost.*--allow-origin null$/),
    ]);
  });

  test('of an origin that is allowed may attach, and no other', async () => {
    const events = Object.assign(new Recorder(), { allowedOrigins: ['https://board.example', 'null'] });
    const port = await parsePortSpec('ws-listen:0').open(events);
    onTestFinished(() => port.close());
    const { url } = of('ws', port.info);
    for (const origin of ['https://board.example', 'null']) {
      await attach(url, { origin });
      await events.next();
    }
    expect(await refused(url, { origin: 'http://board.example' })).toBe(403);
  });

  test('of this machine may attach', async () => {
    const { events, url } = await open();
    await attach(url, { origin: 'http://localhost:5173' });
    await events.next();
  });
});

test('a port that is taken is refused in one sentence', async () => {
  const { url } = await open();
  const { port } = new URL(url);
  const error = await failure(() => parsePortSpec(`ws-listen:${port}`).open(new Recorder()));
  expect(isPortError(error) && error.code).toBe('TAKEN');
  expect(error.message).toBe(
    `ws-listen 127.0.0.1:${port} is in use by another program; choose another port, or 0 for any free one`,
  );
});

test('listening beyond loopback gives a warning', async () => {
  const { events, url } = await open('ws-listen:0.0.0.0:0');
  expect(events.notices).toEqual([
    `warn: ws-listen ${new URL(url).host} can be reached from other computers, and whoever connects can send any command`,
  ]);
});

test('an IPv6 address is written in brackets', needs('IPv6'), async () => {
  const { events, url } = await open('ws-listen:[::1]:0/esp');
  expect(url).toMatch(/^ws:\/\/\[::1\]:\d+\/esp$/);
  await attach(url);
  await events.next();
  expect(events.names[0]).toMatch(/^ws \[::1\]:\d+$/);
});

describe('a connection that does not ask for WebSocket', () => {
  /** 5,000 were tried by hand. */
  const COUNT = 50;

  test.each([
    ['says nothing', ''],
    ['begins a request', 'GET /esp HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n'],
    ['sends what is no request for ever', 'GET / HTTP/1.1\r\nX: '],
  ])('and %s is closed after 20 seconds, while a host stays idle as long as it likes', async (_, first) => {
    const clock = new ManualClock();
    const events = new Recorder();
    const address = { host: '127.0.0.1', port: 0, path: undefined };
    const port = await openWsListen('ws-listen:0', address, false, events, clock);
    onTestFinished(() => port.close());
    const { url } = of('ws', port.info);
    const host = await attach(url);
    const strangers = await Promise.all(
      Array.from({ length: COUNT }, async () => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
        onTestFinished(() => void socket.destroy());
        await once(socket, 'connect');
        socket.write(first);
        return socket;
      }),
    );
    let gone = 0;
    for (const stranger of strangers) stranger.on('close', () => gone++);
    await expect
      .poll(() => {
        clock.advance(20_000);
        return gone;
      })
      .toBe(COUNT);
    expect(events.notices.join('\n')).toMatch(
      /ws-listen:0 closed (a connection|\d+ connections) that had not asked for WebSocket after 20 s/,
    );
    for (let minutes = 0; minutes < 60; minutes++) clock.advance(60_000);
    const module = await events.next();
    host.send('AT\r\n');
    expect(await read(module, 4)).toEqual(Buffer.from('AT\r\n'));
  });
});

test('pings are answered', async () => {
  const { url } = await open();
  const host = await attach(url);
  const pong = within('pong', once(host, 'pong'));
  host.ping('there?');
  expect(String((await pong)[0])).toBe('there?');
});

test('a message that is too long is refused as soon as it is announced', async () => {
  const { url, events } = await open();
  const host = await attach(url);
  const closed = within('close', once(host, 'close'));
  host.send(Buffer.alloc(1_048_577));
  await closed;
  expect(events.notices.join('\n')).toContain('Max payload size exceeded');
});
