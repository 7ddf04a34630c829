import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mqttPacket from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Device } from './support/device.ts';
import { StallingBroker } from './support/stalling-broker.ts';
import { standstill } from './support/standstill.ts';

const MESSAGES = 160_000;
const BATCH = 200;
/** Of these, pass before anything is measured: the program's memory has found its size by then. */
const WARM_UP = 20_000;
const MIB = 1_048_576;
/** Bytes that the program may grow by meanwhile. */
const MEMORY_LIMIT = 24 * MIB;
/** Of text after the number of each message. */
const FILLER = 'x'.repeat(200);
const PATIENCE_MS = 15_000;

let broker: StallingBroker;
let device: Device;

beforeEach(async () => {
  broker = await StallingBroker.start();
  device = await Device.on(broker.port, { tapped: false });
  await device.connect();
});

afterEach(async () => {
  await device.off();
  await broker.stop();
});

test('a broker that does not read holds back the host, and nothing is lost', async () => {
  const seen = new Counter();
  broker.published = ({ payload }) => seen.next(payload.toString());
  const answers = device.host.digest(MESSAGES * OK.length, PATIENCE_MS);
  await device.host.pour(batches(commandOf, 0, WARM_UP));
  await seen.reaches(WARM_UP);

  broker.stall();
  const before = process.memoryUsage.rss();
  const [start, rest] = [device.wire.bytesRead, (MESSAGES - WARM_UP) * commandOf(0).length];
  const poured = device.host.pour(batches(commandOf, WARM_UP, MESSAGES));
  const taken = (await device.stalled()) - start;
  expect(taken).toBeLessThan(rest / 2);
  expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_LIMIT);

  broker.readOn();
  await poured;
  await seen.reaches(MESSAGES);
  expect(await answers).toBe(digest(batches(() => OK, 0, MESSAGES)));
});

test('a host that does not read holds back the broker, and nothing is lost', async () => {
  const { client } = broker;
  if (client === undefined) throw new Error('no client has connected');
  const lines = device.host.digest(MESSAGES * lineOf(0).length, PATIENCE_MS);
  await pipeline(Readable.from(batches(publishOf, 0, WARM_UP)), client, { end: false });

  device.host.hold();
  const before = process.memoryUsage.rss();
  const sentBytes = () => client.bytesWritten - client.writableLength;
  const [start, rest] = [sentBytes(), (MESSAGES - WARM_UP) * publishOf(0).length];
  const poured = pipeline(Readable.from(batches(publishOf, WARM_UP, MESSAGES)), client, { end: false });
  const sent = (await standstill(sentBytes)) - start;
  expect(sent).toBeLessThan(rest / 2);
  expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_LIMIT);

  device.host.goOn();
  await poured;
  expect(await lines).toBe(digest(batches(lineOf, 0, MESSAGES)));
});

test('a data phase that holds messages back holds back the broker, and nothing is lost', async () => {
  await device.off();
  device = await Device.on(broker.port, { tapped: false, settings: { urcDuringData: 'hold' } });
  await device.connect();
  const { client } = broker;
  if (client === undefined) throw new Error('no client has connected');
  await device.host.ask('AT+MQTTPUBRAW=0,"raw",5,0,0', '⏎OK⏎⏎>');
  const all = device.host.digest(MESSAGES * lineOf(0).length + '+MQTTPUB:OK\r\n'.length, PATIENCE_MS);
  const [before, start] = [process.memoryUsage.rss(), client.bytesWritten];
  const sentBytes = () => client.bytesWritten - client.writableLength - start;
  const poured = pipeline(Readable.from(batches(publishOf, 0, MESSAGES)), client, { end: false });
  expect(await standstill(sentBytes)).toBeLessThan((MESSAGES * publishOf(0).length) / 2);
  expect(process.memoryUsage.rss() - before).toBeLessThan(MEMORY_LIMIT);
  device.host.write('hello');
  await poured;
  await all;
});

/** Counts messages that come in their order. */
class Counter {
  #next = 0;
  #goal = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};

  next(message: string): void {
    if (message === text(this.#next)) this.#next++;
    if (this.#next === this.#goal) this.#reached();
  }

  async reaches(goal: number): Promise<void> {
    const failure = new Error();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        failure.message = `of ${goal} messages ${this.#next} came in order within ${PATIENCE_MS} ms`;
        reject(failure);
      }, PATIENCE_MS);
      this.#reached = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#goal = goal;
      if (this.#next === goal) this.#reached();
    });
  }
}

const OK = Buffer.from('\r\nOK\r\n');

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
