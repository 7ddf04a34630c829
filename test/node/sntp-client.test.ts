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

beforeEach(async () => {
  socket = createSocket('udp4');
  socket.on('message', (request, { port, address }) => {
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

test.each([
  ['too short', (request: Buffer) => right(0)(request).subarray(0, 47), 'the answer has 47 bytes, not 48'],
  [
    'not of a server',
    right(0, (packet) => void packet.writeUInt8(0x23, 0)),
    'the answer does not come from a server',
  ],
  [
    'unsynchronised',
    right(0, (packet) => void packet.writeUInt8(0xe4, 0)),
    'the server does not know the time itself',
  ],
  ['a kiss of death', right(0, (packet) => void packet.writeUInt8(0, 1)), 'the server asks not to be asked'],
  [
    'not to this request',
    right(0, (packet) => void packet.writeUInt8((packet.readUInt8(31) + 1) % 256, 31)),
    'the answer is not to this request',
  ],
  ['without a time', right(0, (packet) => void packet.writeUInt32BE(0, 40)), 'the answer holds no time'],
])('an answer that is %s is refused', async (_, spoiled, reason) => {
  answer = spoiled;
  await expect(askSntpServer(server, SOON_MS)).rejects.toThrow(reason);
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
