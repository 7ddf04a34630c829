import { connect, createServer, type Server, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { openDialPort } from '#ports/shared/dial-port';
import { ManualClock } from '#testing/manual-clock';
import { eventually, Recorder, read, within, write } from '../support/helpers.ts';

/** Somebody who can be there or not, always at the same port. */
class Peer {
  port = 0;
  readonly sockets: Socket[] = [];
  #server: Server | undefined;

  async come(): Promise<void> {
    const server = createServer((socket) => {
      this.sockets.push(socket.on('error', () => {}));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const here = server.address();
    if (typeof here === 'object' && here !== null) this.port = here.port;
  }

  /** Goes, with all connections. */
  async go(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  async caller(): Promise<Socket> {
    return eventually('caller', () => this.sockets.shift());
  }
}

/** A dialled peer who is not there, and the tries to reach it. */
async function dialled(dial?: () => Socket) {
  const peer = new Peer();
  await peer.come();
  await peer.go();
  const clock = new ManualClock();
  const events = new Recorder();
  const tries: Socket[] = [];
  let ended = 0;
  const idle = () => eventually('end of the try', () => ended === tries.length);
  const target = {
    spec: 'tcp:peer',
    info: { kind: 'tcp', host: '127.0.0.1', port: peer.port, dials: true },
    name: 'tcp peer',
    dial: () => {
      const socket = dial?.() ?? connect(peer.port, '127.0.0.1');
      tries.push(socket);
      socket.on('close', () => ended++);
      return socket;
    },
  } as const;
  const opening = openDialPort(target, events, clock);
  onTestFinished(async () => {
    await (await opening).close();
    await peer.go();
  });
  return {
    peer,
    clock,
    events,
    tries,
    opening,
    /** Resolves when no try is under way. */
    idle,
    /** The next try comes after exactly so long. */
    async triesAfter(ms: number): Promise<void> {
      await idle();
      const before = tries.length;
      clock.advance(ms - 1);
      expect(tries.length).toBe(before);
      clock.advance(1);
      expect(tries.length).toBe(before + 1);
    },
  };
}

test('a peer who is not there is dialled ever less often, at last every ten seconds, and told of once', async () => {
  const { events, opening, idle, triesAfter } = await dialled();
  const port = await within('port', opening);
  expect(port.info).toMatchObject({ kind: 'tcp', dials: true });
  for (const ms of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) await triesAfter(ms);
  await idle();
  expect(events.notices).toEqual([
    'warn: cannot connect to tcp peer (nothing listens there), retrying until it answers',
  ]);
  expect(events.names).toEqual([]);
});

test('a peer who comes late is a host, and one who comes back another', async () => {
  const { peer, clock, events, opening, triesAfter } = await dialled();
  await within('port', opening);
  for (const ms of [250, 500]) await triesAfter(ms);
  await peer.come();
  await triesAfter(1000);
  const first = await events.next();
  const caller = await peer.caller();
  const command = read(first, 4);
  await write(caller, 'AT\r\n');
  expect(`${await command}`).toBe('AT\r\n');

  clock.advance(5000);
  first.resume().on('end', () => first.end());
  caller.destroy();
  await peer.go();
  // It was there for long enough that the tries begin anew.
  await triesAfter(250);
  await peer.come();
  await triesAfter(500);
  const second = await events.next();
  expect(second).not.toBe(first);
  const reply = read(await peer.caller(), 2);
  await write(second, 'OK');
  expect(`${await reply}`).toBe('OK');
  expect(events.notices).toEqual([
    'warn: cannot connect to tcp peer (nothing listens there), retrying until it answers',
    'info: tcp peer is connected',
    'info: tcp peer is disconnected, reconnecting in 0.25 s',
    'info: tcp peer is connected',
  ]);
  expect(events.names).toEqual(['tcp peer', 'tcp peer']);
});

test('a peer who hangs up at once, as a busy serial server does, is not dialled in a hurry', async () => {
  const { peer, events, opening, triesAfter } = await dialled();
  await within('port', opening);
  await peer.come();
  for (const ms of [250, 500, 1000]) {
    await triesAfter(ms);
    const host = await events.next();
    host.resume().on('end', () => host.end());
    (await peer.caller()).destroy();
  }
  await triesAfter(2000);
});

test('only one connection is made while the peer is there', async () => {
  const { peer, clock, events, opening, tries, triesAfter } = await dialled();
  await within('port', opening);
  await peer.come();
  await triesAfter(250);
  await events.next();
  clock.advance(3_600_000);
  expect(tries.length).toBe(2);
});

test('a name that is not known yet is told of, and tried again', async () => {
  let code = 'ENOTFOUND';
  const { events, opening, idle, triesAfter } = await dialled(() =>
    connect({
      host: 'late.example',
      port: 9,
      lookup: (_name, _options, done) => done(Object.assign(new Error('no'), { code }), '', 4),
    }),
  );
  await within('port', opening);
  await triesAfter(250);
  await idle();
  code = 'EAI_AGAIN';
  await triesAfter(500);
  await idle();
  expect(events.notices).toEqual([
    'warn: cannot connect to tcp peer (unknown host name), retrying until it answers',
    'warn: cannot connect to tcp peer (the host name cannot be resolved now), retrying until it answers',
  ]);
});

test.each<[string, Message]>([
  ['ECONNREFUSED', message('ports.nobodyListens')],
  ['ENOENT', message('ports.nobodyListens')],
  ['EACCES', message('ports.dialDenied')],
  ['ETIMEDOUT', message('ports.noAnswer')],
  ['EHOSTUNREACH', message('ports.noRoute')],
  ['ENETUNREACH', message('ports.noRoute')],
  ['EPERM', message('errors.foreign', { text: 'connect EPERM' })],
])('%s: why a peer cannot be reached', async (code, why) => {
  const { events, opening, idle } = await dialled(() => {
    const socket = new Socket();
    queueMicrotask(() => socket.destroy(Object.assign(new Error(`connect ${code}`), { code })));
    return socket;
  });
  expect((await within('port', opening)).away).toEqual(message('ports.notConnected'));
  await idle();
  expect(events.told).toEqual([message('ports.notReached', { name: 'tcp peer', why })]);
});

test('a peer who closes the connection before it is made is told of', async () => {
  const { events, opening, idle } = await dialled(() => {
    const socket = new Socket();
    queueMicrotask(() => socket.destroy());
    return socket;
  });
  await within('port', opening);
  await idle();
  expect(events.told).toEqual([
    message('ports.notReached', { name: 'tcp peer', why: message('ports.hungUp') }),
  ]);
});

test('a port says that its peer is away, as long as it is', async () => {
  const { peer, events, opening, triesAfter } = await dialled();
  const port = await within('port', opening);
  expect(port.away).toEqual(message('ports.notConnected'));
  await peer.come();
  await triesAfter(250);
  await events.next();
  expect(port.away).toBeUndefined();
});

test('a peer who does not answer holds up nothing, and the try is given up', async () => {
  const { clock, events, opening, tries, triesAfter } = await dialled(() => new Socket());
  clock.advance(1000);
  await within('port', opening);
  expect(tries[0]?.destroyed).toBe(false);
  clock.advance(9000);
  await triesAfter(250);
  expect(events.notices).toEqual([
    'warn: cannot connect to tcp peer (no answer within 10 s), retrying until it answers',
  ]);
});

test('closing stops the tries', async () => {
  const { clock, opening, tries } = await dialled();
  const port = await within('port', opening);
  await within('port to close', port.close());
  clock.advance(3_600_000);
  expect(tries.length).toBe(1);
});

test('closing hangs up, and says nothing of it', async () => {
  const { peer, clock, events, opening, tries, triesAfter } = await dialled();
  const port = await within('port', opening);
  await peer.come();
  await triesAfter(250);
  const host = await events.next();
  await within('port to close', port.close());
  expect(host.destroyed).toBe(true);
  clock.advance(3_600_000);
  expect(tries.length).toBe(2);
  expect(events.notices.at(-1)).toBe('info: tcp peer is connected');
});
