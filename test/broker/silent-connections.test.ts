import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { generate } from 'mqtt-packet';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Broker, startBroker } from '#broker/index';
import { textOf } from '#messages/message';
import { ManualClock } from '#testing/index';

const ANY = { port: 0 };
/** Of each kind; 5,000 of each were tried by hand. */
const COUNT = 40;
const connectOf = (clientId: string): Buffer =>
  generate({ cmd: 'connect', clientId, protocolVersion: 4, clean: true, keepalive: 0 });
const CONNECT = connectOf('c');
const KINDS = ['tcp', 'tls', 'ws', 'wss'] as const;
type Kind = (typeof KINDS)[number];

async function start() {
  const clock = new ManualClock();
  const notices: string[] = [];
  const broker = await startBroker(
    {
      tcp: ANY,
      tls: ANY,
      ws: ANY,
      wss: ANY,
      onNotice: (level, notice) => notices.push(`${level}: ${textOf(notice)}`),
    },
    clock,
  );
  onTestFinished(() => broker.close());
  return { broker, clock, notices };
}

function portOf(broker: Broker, kind: Kind): number {
  return broker.listeners.find((listener) => listener.kind === kind)?.port ?? 0;
}

/** Its end, however it comes. */
function gone(connection: { on(event: 'close' | 'error', run: () => void): unknown }): Promise<void> {
  connection.on('error', () => {});
  return new Promise((resolve) => connection.on('close', () => resolve()));
}

async function tcp(broker: Broker, kind: Kind, first?: string | Buffer): Promise<Socket> {
  const socket = connect(portOf(broker, kind), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  if (first !== undefined) socket.write(first);
  return socket;
}

async function tls(broker: Broker, first?: Buffer): Promise<Socket> {
  const socket = connectTls({ port: portOf(broker, 'tls'), host: '127.0.0.1', rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  if (first !== undefined) socket.write(first);
  return socket;
}

async function webSocket(broker: Broker, kind: 'ws' | 'wss', first?: Buffer): Promise<WebSocket> {
  const socket = new WebSocket(`${kind}://127.0.0.1:${portOf(broker, kind)}`, 'mqtt', {
    rejectUnauthorized: false,
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  if (first !== undefined) socket.send(first);
  return socket;
}

/** Lets the time of a handshake pass, until all of these have ended. */
async function passed(clock: ManualClock, ends: readonly Promise<void>[]): Promise<void> {
  let over = 0;
  for (const end of ends) void end.then(() => over++);
  await expect
    .poll(
      () => {
        clock.advance(20_000);
        return over;
      },
      { timeout: 10_000 },
    )
    .toBe(ends.length);
}

const WAYS: readonly (readonly [string, (broker: Broker) => Promise<Socket | WebSocket>])[] = [
  ['to tcp that say nothing', (broker) => tcp(broker, 'tcp')],
  ['to tcp that begin with half of CONNECT', (broker) => tcp(broker, 'tcp', CONNECT.subarray(0, 5))],
  ['to tls that say nothing', (broker) => tcp(broker, 'tls')],
  ['to tls that begin with half of a hello', (broker) => tcp(broker, 'tls', Buffer.of(22, 3, 1, 2, 0, 1))],
  ['to tls that say nothing behind the handshake', (broker) => tls(broker)],
  ['to ws that say nothing', (broker) => tcp(broker, 'ws')],
  [
    'to ws that begin with half of a request',
    (broker) => tcp(broker, 'ws', 'GET /mqtt HTTP/1.1\r\nHost: a\r\n'),
  ],
  ['to ws that ask for a page', (broker) => tcp(broker, 'ws', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['to ws that say nothing behind the upgrade', (broker) => webSocket(broker, 'ws')],
  ['to wss that say nothing', (broker) => tcp(broker, 'wss')],
  ['to wss that say nothing behind the upgrade', (broker) => webSocket(broker, 'wss')],
];

test.each(WAYS)('connections %s are closed, and told of in one line', async (_, dial) => {
  const { broker, clock, notices } = await start();
  const connections = await Promise.all(Array.from({ length: COUNT }, () => dial(broker)));
  const ends = connections.map(gone);
  // None is closed before its time.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(19_000);
  expect(notices.filter((line) => line.includes('CONNECT'))).toEqual([]);
  await passed(clock, ends);
  const told = notices.filter((line) => line.includes('that had not sent CONNECT after 20 s'));
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(COUNT / 2);
});

test('clients that have sent CONNECT stay as long as they like, on every listener', async () => {
  const { broker, clock, notices } = await start();
  const clients = [
    await tcp(broker, 'tcp'),
    await tls(broker),
    await webSocket(broker, 'ws'),
    await webSocket(broker, 'wss'),
  ];
  for (const [index, each] of clients.entries()) {
    const answered = once(each, each instanceof WebSocket ? 'message' : 'data');
    if (each instanceof WebSocket) each.send(connectOf(`c${index}`));
    else each.write(connectOf(`c${index}`));
    await answered;
  }
  let ended = 0;
  for (const each of clients) void gone(each).then(() => ended++);
  for (let minutes = 0; minutes < 60; minutes++) clock.advance(60_000);
  // A client that is there answers after that.
  const [client] = clients;
  (client as Socket).write(generate({ cmd: 'pingreq' }));
  await once(client as Socket, 'data');
  expect(ended).toBe(0);
  expect(notices.filter((line) => line.includes('closed'))).toEqual([]);
  expect(clock.untilNext()).toBeUndefined();
});

test.each([
  ['tcp', 'CONNECT', '10ffffff7f'],
  ['tcp', 'PUBLISH', '30ffffff7f'],
  ['ws', 'CONNECT', '10ffffff7f'],
] as const)(
  'over %s a first packet that is larger than CONNECT can be is refused at once: %s',
  async (kind, _, hex) => {
    const { broker, notices } = await start();
    const bytes = Buffer.from(hex, 'hex');
    const socket = kind === 'tcp' ? await tcp(broker, kind, bytes) : await webSocket(broker, kind, bytes);
    await gone(socket);
    expect(notices.join('\n')).toMatch(
      /warn: the broker refused a client at 127\.0\.0\.1:\d+: its first packet is announced with 268435455 bytes, and CONNECT has at most 327695/,
    );
  },
);

test('over WebSocket a message of a client that is known may be larger than its first', async () => {
  const { broker } = await start();
  const socket = await webSocket(broker, 'ws', CONNECT);
  await once(socket, 'message');
  const payload = Buffer.alloc(3 * 1_048_576);
  socket.send(
    generate({ cmd: 'publish', topic: 't', payload, qos: 1, messageId: 7, dup: false, retain: false }),
  );
  // PUBACK; the broker writes it in pieces.
  const [answer] = await once(socket, 'message');
  expect((answer as Buffer)[0]).toBe(0x40);
  const stranger = await webSocket(broker, 'ws');
  stranger.send(payload);
  await gone(stranger);
});

test('pings are answered, and who sends many and reads nothing does not fill the memory with answers', async () => {
  const { broker } = await start();
  const socket = await webSocket(broker, 'ws', CONNECT);
  await once(socket, 'message');
  socket.ping('one');
  expect(String((await once(socket, 'pong'))[0])).toBe('one');
  const pongs: string[] = [];
  socket.on('pong', (data: Buffer) => pongs.push(String(data)));
  socket.pause();
  const count = 200_000;
  for (let pings = 1; pings <= count; pings++) socket.ping(String(pings));
  socket.resume();
  await expect.poll(() => pongs.at(-1), { timeout: 20_000 }).toBe(String(count));
  expect(pongs.length).toBeLessThan(count);
});
