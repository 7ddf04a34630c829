import { describe, expect, test } from 'vitest';
import { dialWebSockets, type PageSocket } from '#browser/web-socket-dial';
import { chinese } from '#messages/zh/chinese';
import type { Route } from '#mqtt/route';
import { TransportError } from '#mqtt/transport-error';
import { ManualClock } from '#testing/manual-clock';

const timers = new ManualClock();
const tls = { alpn: [], stepTimeoutMs: 1000, timers };
const route: Route = { host: 'broker.test', port: 9001, path: 'mqtt' };

class FakeSocket implements PageSocket {
  binaryType = '';
  bufferedAmount = 0;
  onopen: PageSocket['onopen'] = null;
  onmessage: PageSocket['onmessage'] = null;
  onclose: PageSocket['onclose'] = null;
  readonly sent: string[] = [];
  closed = false;
  send(bytes: Uint8Array): void {
    this.sent.push(Buffer.from(bytes).toString());
  }
  close(): void {
    this.closed = true;
  }
}

interface Dialled {
  readonly socket: FakeSocket;
  readonly urls: string[];
  readonly events: string[];
  readonly transport: ReturnType<ReturnType<ReturnType<typeof dialWebSockets>>>;
  readonly closed: Promise<TransportError | undefined>;
}

function dialled(to: Route = route): Dialled {
  const socket = new FakeSocket();
  const urls: string[] = [];
  const events: string[] = [];
  let tell: (error: TransportError | undefined) => void = () => {};
  const closed = new Promise<TransportError | undefined>((resolve) => {
    tell = resolve;
  });
  const dial = dialWebSockets(timers, (url, subprotocol) => {
    urls.push(`${url} ${subprotocol}`);
    return socket;
  });
  const transport = dial(to)({
    open: () => events.push('open'),
    data: (bytes) => events.push(`data ${Buffer.from(bytes)}`),
    drain: () => events.push('drain'),
    closed: (error) => {
      events.push('closed');
      tell(error as TransportError | undefined);
    },
  });
  return { socket, urls, events, transport, closed };
}

describe('MQTT over the WebSocket of a browser', () => {
  test.each([
    [route, 'ws://broker.test:9001/mqtt mqtt'],
    [{ ...route, path: '/a?b=c' }, 'ws://broker.test:9001/a?b=c mqtt'],
    [{ ...route, path: Buffer.from([0x2f, 0xff, 0x23, 0x20]) }, 'ws://broker.test:9001/%ff%23%20 mqtt'],
    [{ ...route, host: '::1', tls }, 'wss://[::1]:9001/mqtt mqtt'],
  ])('%#: the URL', (to, url) => {
    expect(dialled(to).urls).toEqual([url]);
  });

  test('opens, carries bytes both ways, and ends in order', async () => {
    const { socket, events, transport, closed } = dialled();
    transport.write(Buffer.from('early'));
    socket.onopen?.({} as never);
    transport.write(Buffer.from('out'));
    socket.onmessage?.({ data: new TextEncoder().encode('in').buffer });
    let sent = false;
    transport.end(() => {
      sent = true;
    });
    expect(socket.closed).toBe(true);
    socket.onclose?.({ code: 1005, reason: '' });
    expect(await closed).toBeUndefined();
    expect([socket.sent, events, sent]).toEqual([['out'], ['open', 'data in', 'closed'], true]);
  });

  test('tells of a full queue, and when it has drained', () => {
    const { socket, events, transport } = dialled();
    socket.onopen?.({} as never);
    socket.bufferedAmount = 100_000;
    expect([transport.write(Buffer.from('x')), transport.queued]).toEqual([false, 100_000]);
    timers.advance(20);
    expect(events).toEqual(['open']);
    socket.bufferedAmount = 0;
    timers.advance(20);
    expect(events).toEqual(['open', 'drain']);
  });

  test('holds what comes while it is paused, and says nothing once it is destroyed', () => {
    const { socket, events, transport } = dialled();
    socket.onopen?.({} as never);
    transport.pause();
    socket.onmessage?.({ data: new TextEncoder().encode('1').buffer });
    expect(events).toEqual(['open']);
    transport.resume();
    expect(events).toEqual(['open', 'data 1']);
    transport.destroy();
    socket.onmessage?.({ data: new TextEncoder().encode('2').buffer });
    socket.onclose?.({ code: 1006, reason: '' });
    expect(events).toEqual(['open', 'data 1']);
  });

  test.each([
    ['TCP', { host: 'h', port: 1883 }, /cannot open a TCP connection: use scheme 6/, /scheme 6/],
    ['TLS', { host: 'h', port: 8883, tls }, /scheme 7/, /scheme 7/],
    ['a client certificate', { ...route, tls: { ...tls, cert: 'x' } }, /client certificate/, /客户端证书/],
    ['ALPN', { ...route, tls: { ...tls, alpn: ['mqtt'] } }, /AT\+MQTTALPN/, /AT\+MQTTALPN/],
    [
      'another server name',
      { ...route, tls: { ...tls, serverName: 'other' } },
      /sends broker\.test as the server name and cannot send other/,
      /broker\.test，无法发送 other/,
    ],
  ])('%s is what a page cannot do, which is told', async (_what, to: Route, english, chineseText) => {
    const { closed, urls } = dialled(to);
    const error = await closed;
    expect(error).toMatchObject({ code: 'INVALID', message: expect.stringMatching(english) });
    expect(chinese.textOf((error as TransportError).reason)).toMatch(chineseText);
    expect(urls).toEqual([]);
  });

  test.each([
    [
      'it could not be opened',
      false,
      1006,
      '',
      'SOCKET',
      /could not be opened, and a browser does not say why/,
      /浏览器不说明原因/,
    ],
    ['it broke', true, 1006, '', 'CLOSED', /the connection broke/, /连接中断/],
    ['the broker says why', true, 1008, 'no', 'WEBSOCKET', /code 1008, saying "no"/, /1008/],
  ])('%s', async (_what, opened, code, reason, errorCode, english, chineseText) => {
    const { socket, closed } = dialled();
    if (opened) socket.onopen?.({} as never);
    socket.onclose?.({ code, reason });
    const error = await closed;
    expect(error).toMatchObject({ code: errorCode, message: expect.stringMatching(english) });
    expect(chinese.textOf((error as TransportError).reason)).toMatch(chineseText);
  });

  test('of TLS it says that the browser may not trust the certificate', async () => {
    const { socket, closed } = dialled({ ...route, tls: { ...tls, serverName: 'broker.test' } });
    socket.onclose?.({ code: 1006, reason: '' });
    const error = (await closed) as TransportError;
    expect(error.message).toMatch(/not trusted by the browser, or it asks for a client certificate$/);
    expect(chinese.textOf(error.reason)).toMatch(/不信任它的证书，或者它要求客户端证书$/);
  });

  test('a text frame ends the connection', async () => {
    const { socket, closed } = dialled();
    socket.onopen?.({} as never);
    socket.onmessage?.({ data: 'text' });
    expect(socket.closed).toBe(true);
    socket.onclose?.({ code: 1000, reason: '' });
    expect(await closed).toMatchObject({ code: 'TEXT_FRAME' });
  });

  test('what the browser refuses at once is told in its words', async () => {
    const closed = new Promise<unknown>((resolve) => {
      const dial = dialWebSockets(timers, () => {
        throw new Error('The page came over TLS');
      });
      dial(route)({ open() {}, data() {}, drain() {}, closed: resolve });
    });
    const error = (await closed) as TransportError;
    expect(error).toBeInstanceOf(TransportError);
    expect(error.message).toBe('the browser does not open this WebSocket: The page came over TLS');
    expect(chinese.textOf(error.reason)).toBe('浏览器拒绝打开这个 WebSocket：The page came over TLS');
  });
});
