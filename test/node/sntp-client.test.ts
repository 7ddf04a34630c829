import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askSntpServer } from '#node/sntp-client';
import { needs } from '../support/needs.ts';

const SECONDS_1900_TO_1970 = 2_208_988_800;
const ERA_SECONDS = 2 ** 32;
const SOON_MS = 5000;

let socket: Socket;
let server: string;
/** What the server makes of a request; undefined: it is silent. */
let answer: (request: Buffer) => Buffer | undefined;
/** From where the last request came. */
let lastPort: number;

beforeEach(async () => {
  socket = createSocket('udp4');
  socket.on('message', (request, { port, address }) => {
    lastPort = port;
    const packet = answer(request);
    if (packet !== undefined) socket.send(packet, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  server = `127.0.0.1:${socket.address().port}`;
});

afterEach(() => socket.close());

/** A right answer, which `change` may spoil. */
function right(ms: number, change: (packet: Buffer) => void = () => {}) {
  return (request: Buffer): Buffer => {
    const packet = Buffer.alloc(48);
    packet[0] = 0x24;
    packet[1] = 2;
    request.copy(packet, 24, 40, 48);
    const seconds = ms / 1000 + SECONDS_1900_TO_1970;
    packet.writeUInt32BE(Math.floor(seconds) % ERA_SECONDS, 40);
    packet.writeUInt32BE(Math.floor((seconds % 1) * ERA_SECONDS), 44);
    change(packet);
    return packet;
  };
}

test.each([
  ['in this era', Date.UTC(2026, 0, 2, 3, 4, 5, 500)],
  ['right before the era ends', Date.UTC(2036, 1, 7, 6, 28, 15)],
  ['in the era that begins in 2036', Date.UTC(2050, 5, 1)],
])('the time of the server is taken, %s', async (_, ms) => {
  answer = right(ms);
  const began = performance.now();
  const time = await askSntpServer(server, SOON_MS);
  const took = performance.now() - began;
  expect(time).toBeGreaterThanOrEqual(ms - 1);
  expect(time).toBeLessThanOrEqual(ms + took / 2 + 1);
});

test('the request is that of an SNTP client of version 4', async () => {
  let asked: Buffer = Buffer.alloc(0);
  answer = (request) => {
    asked = request;
    return right(0)(request);
  };
  await askSntpServer(server, SOON_MS);
  expect(asked.length).toBe(48);
  expect(asked[0]).toBe(0x23);
  expect(asked.readBigUInt64BE(40)).not.toBe(0n);
});

const WRONG: readonly (readonly [string, (request: Buffer) => Buffer, string])[] = [
  ['too short', (request) => right(0)(request).subarray(0, 47), 'the answer has 47 bytes, not 48'],
  ['empty', () => Buffer.alloc(0), 'the answer has 0 bytes, not 48'],
  [
    'not of a server',
    right(0, (packet) => void packet.writeUInt8(0x23, 0)),
    'the answer is not from a time server',
  ],
  [
    'a broadcast',
    right(0, (packet) => void packet.writeUInt8(0x25, 0)),
    'the answer is not from a time server',
  ],
  [
    'unsynchronised',
    right(0, (packet) => void packet.writeUInt8(0xe4, 0)),
    "the server's own clock is not synchronised",
  ],
  [
    'of a stratum that is none',
    right(0, (packet) => void packet.writeUInt8(16, 1)),
    "the server's own clock is not synchronised",
  ],
  [
    'not to this request',
    right(0, (packet) => void packet.writeUInt8((packet.readUInt8(31) + 1) % 256, 31)),
    'the answer belongs to another request',
  ],
  [
    'to no request at all',
    right(0, (packet) => packet.fill(0, 24, 32)),
    'the answer belongs to another request',
  ],
  [
    'a forged kiss of death',
    right(0, (packet) => packet.fill(0, 1, 2).fill(7, 24, 32)),
    'the answer belongs to another request',
  ],
  ['without a time', right(0, (packet) => void packet.writeUInt32BE(0, 40)), 'the answer contains no time'],
];

test.each(WRONG)(
  'an answer that is %s is refused, once no right one has come',
  async (_, spoiled, reason) => {
    answer = spoiled;
    await expect(askSntpServer(server, 100)).rejects.toThrow(
      `${reason}; it was ignored, and no valid answer came within 100 ms`,
    );
  },
);

test.each(WRONG)('an answer that is %s does not keep the right one out', async (_, spoiled) => {
  const time = Date.UTC(2026, 10, 30);
  answer = (request) => {
    // Both are sent in this order, and loopback keeps it.
    for (let copies = 0; copies < 3; copies++) socket.send(spoiled(request), lastPort, '127.0.0.1');
    return right(time)(request);
  };
  expect(await askSntpServer(server, SOON_MS)).toBeGreaterThanOrEqual(time - 1);
});

test('a kiss of death that brings back the request ends the wait at once', async () => {
  answer = right(0, (packet) => void packet.fill(0xe4, 0, 1).fill(0, 1, 2).write('RATE', 12));
  await expect(askSntpServer(server, 3_600_000)).rejects.toThrow(
    'the server refuses requests (kiss of death: RATE)',
  );
});

test('anybody who knows the port of the request, and not its number, sets no clock', async () => {
  const stranger = createSocket('udp4');
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const time = Date.UTC(2026, 10, 30);
  const wrong = Date.UTC(1999, 0, 1);
  try {
    answer = (request) => {
      // A stranger who has even read the request, and one who sits at the server's address and has not.
      stranger.send(right(wrong)(request), lastPort, '127.0.0.1', () =>
        socket.send(right(wrong)(Buffer.alloc(48)), lastPort, '127.0.0.1', () =>
          socket.send(right(time)(request), lastPort, '127.0.0.1'),
        ),
      );
      return undefined;
    };
    expect(await askSntpServer(server, SOON_MS)).toBeGreaterThanOrEqual(time - 1);
    answer = (request) => {
      stranger.send(right(wrong)(request), lastPort, '127.0.0.1');
      return undefined;
    };
    await expect(askSntpServer(server, 100)).rejects.toThrow('no answer within 100 ms');
  } finally {
    stranger.close();
  }
});

test('requests in a row have numbers that nobody can guess from those before, and not the time', async () => {
  const seen: bigint[] = [];
  answer = (request) => {
    seen.push(request.readBigUInt64BE(40));
    return right(0)(request);
  };
  for (let round = 0; round < 8; round++) await askSntpServer(server, SOON_MS);
  expect(new Set(seen.map((number) => number >> 40n)).size).toBeGreaterThan(4);
  expect(new Set(seen.map((number) => number & 0xffffffn)).size).toBeGreaterThan(4);
});

test('where no time server listens, nobody waits for one', async () => {
  socket.close();
  await once(socket, 'close');
  const refused = askSntpServer(server, 3_600_000);
  socket = createSocket('udp4');
  await expect(refused).rejects.toThrow('no time server listens on that port');
});

test('an answer that comes too late is not waited for', async () => {
  answer = () => undefined;
  await expect(askSntpServer(server, 1)).rejects.toThrow('no answer within 1 ms');
});

test('IPv6 addresses may be given with a port', needs('IPv6'), async () => {
  const six = createSocket('udp6');
  six.on('message', (request, { port, address }) => six.send(right(1000)(request), port, address));
  six.bind(0, '::1');
  await once(six, 'listening');
  try {
    expect(await askSntpServer(`[::1]:${six.address().port}`, SOON_MS)).toBeGreaterThanOrEqual(1000);
  } finally {
    six.close();
  }
});

test('a name that nobody knows is told at once', async () => {
  await expect(askSntpServer('no-such-server.invalid', 3_600_000)).rejects.toThrow('no-such-server.invalid');
});
