import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mqttPacket from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Authority } from '../../support/certificates.ts';
import { type Peer, type ServerOptions, startServer, type TestServer } from '../../support/tls-servers.ts';
import { standstill } from '../support/standstill.ts';
import { SecureDevice } from './support/device.ts';

// Flow control through TLS and WebSocket, whose layers have buffers of their own [B-BUSY-4].

/** Twice what the kernel's buffers of both connections hold, and more. */
const MESSAGES = 200_000;
/** Of these, pass before anything is measured: the program's memory has found its size by then. */
const WARM_UP = 20_000;
const BATCH = 200;
const MIB = 1_048_576;
/** Bytes that the program, with the broker in it, may grow by while nothing moves. */
const MEMORY_LIMIT = 32 * MIB;
const FILLER = 'x'.repeat(200);
const PATIENCE_MS = 20_000;
const OK = Buffer.from('\r\nOK\r\n');

describe.each([3, 6, 8])('scheme %i', (scheme) => {
  let server: TestServer;
  let device: SecureDevice;
  let peer: Peer;
  /** Messages that the broker has got in their order. */
  let seen: number;

  beforeEach(async () => {
    const authority = await Authority.root('bench CA');
    const identity = await authority.server({ name: '127.0.0.1' });
    const layers: ServerOptions = {
      ...(scheme === 6 ? {} : { tls: { identity } }),
      ...(scheme === 3 ? {} : { webSocket: {} }),
    };
    seen = 0;
    server = await startServer({ ...layers, peer: serve });
    device = await SecureDevice.on();
    await device.store({ ca: authority.cert });
    await device.getTime();
    await device.connect({ scheme, port: server.port });
    peer = await server.next();
  });

  afterEach(async () => {
    await device.off();
    await server.close();
  });

  function serve({ stream }: Peer): void {
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connect')
        stream.write(mqttPacket.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
      else if (packet.cmd === 'publish' && packet.payload.toString() === text(seen)) seen++;
    });
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
  }

  const seenAll = (count: number): Promise<void> =>
    expect.poll(() => seen, { timeout: PATIENCE_MS, interval: 20 }).toBe(count);

  test('a broker that does not read holds back the host, and nothing is lost', async () => {
    const answers = device.host.digest(MESSAGES * OK.length, PATIENCE_MS);
    await device.host.pour(batches(commandOf, 0, WARM_UP));
    await seenAll(WARM_UP);

    peer.stream.pause();
    const before = process.memoryUsage.rss();
    const [start, rest] = [device.wire.bytesRead, (MESSAGES - WARM_UP) * commandOf(0).length];
    const poured = device.host.pour(batches(commandOf, WARM_UP, MESSAGES));
    // When the test has failed already, what becomes of this does not matter.
    poured.catch(() => {});
    const taken = (await standstill(() => device.wire.bytesRead)) - start;
    expect(taken).toBeLessThan(rest / 2);
    expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_LIMIT);

    peer.stream.resume();
    await poured;
    await seenAll(MESSAGES);
    expect(await answers).toBe(digest(batches(() => OK, 0, MESSAGES)));
  });

  test('a host that does not read holds back the broker, and nothing is lost', async () => {
    const lines = device.host.digest(MESSAGES * lineOf(0).length, PATIENCE_MS);
    await pipeline(Readable.from(batches(publishOf, 0, WARM_UP)), peer.stream, { end: false });

    device.host.hold();
    const before = process.memoryUsage.rss();
    let made = WARM_UP;
    const counted = (number: number): Buffer => {
      made = number;
      return publishOf(number);
    };
    const poured = pipeline(Readable.from(batches(counted, WARM_UP, MESSAGES)), peer.stream, { end: false });
    // When the test has failed already, what becomes of this does not matter.
    poured.catch(() => {});
    const sent = await standstill(() => made);
    expect(sent - WARM_UP).toBeLessThan((MESSAGES - WARM_UP) / 2);
    expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_LIMIT);

    device.host.goOn();
    await poured;
    expect(await lines).toBe(digest(batches(lineOf, 0, MESSAGES)));
  });
});

function text(number: number): string {
  return `${String(number).padStart(6, '0')} ${FILLER}`;
}

function commandOf(number: number): Buffer {
  return Buffer.from(`AT+MQTTPUB=0,"flood","${text(number)}",0,0\r\n`);
}

function lineOf(number: number): Buffer {
  return Buffer.from(`+MQTTSUBRECV:0,"flood",${text(number).length},${text(number)}\r\n`);
}

function publishOf(number: number): Buffer {
  const packet = { cmd: 'publish', topic: 'flood', qos: 0, retain: false, dup: false } as const;
  return mqttPacket.generate({ ...packet, payload: text(number) });
}

/** The messages of a range in their order, made only as they are asked for. */
function* batches(make: (number: number) => Buffer, start: number, end: number): Generator<Buffer> {
  for (let from = start; from < end; from += BATCH) {
    yield Buffer.concat(Array.from({ length: BATCH }, (_, i) => make(from + i)));
  }
}

function digest(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
