/**
 * Where the time goes, by part: drives one module in this process, between a host stream and a transport that cost
 * next to nothing, under the sampling profiler of V8. `--dist FOLDER` takes another build, to compare with before.
 */
import { Session } from 'node:inspector/promises';
import { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './lib/statistics.js';

const { values } = parseArgs({
  options: { dist: { type: 'string' }, messages: { type: 'string' }, json: { type: 'boolean' } },
});
const DIST =
  values.dist === undefined
    ? new URL('../dist/', import.meta.url).href
    : `${pathToFileURL(values.dist).href}/`;
const MESSAGES = Number(values.messages ?? 400_000);
const ROUNDS = 5;
const SAMPLE_US = 200;
const CHUNK = 1000;
const TOPIC = 'bench/profile';
const PAYLOAD = 'a payload of 22 bytes.';
const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const PUBACK = Buffer.from([0x40, 2, 0, 0]);
const CONNECT_TYPE = 1;
const PUBLISH_QOS_1 = 0x32;

/** Which part a file belongs to; the first that fits counts. */
const PARTS = /** @type {const} */ ([
  ['lines: bytes to commands', /at\/(line-reader|terminator|interpreter|fields|params|command|mask)\.js/],
  ['command loop, flow and host', /at\/session\/|module\/(?!link)[\w-]+\.js/],
  ['commands', /commands\//],
  ['link', /module\/link\//],
  ['MQTT: packets and connection', /dist\/mqtt\//],
  [
    'replies: writer and buffer',
    /at\/(writer|reply|response|urc|codes|mqtt-codes|describe-code)\.js|dist\/bytes\//,
  ],
  ['streams and buffers of Node', /^node:/],
  ['garbage collection', /\(garbage collector\)/],
]);

const { Module } = await import(`${DIST}module/module.js`);
const { COMMANDS } = await import(`${DIST}commands/index.js`);
const { parseSettings } = await import(`${DIST}module/settings/parse.js`);

const publish = Buffer.from(`AT+MQTTPUB=0,"${TOPIC}","${PAYLOAD}",0,0\r\n`.repeat(CHUNK));
const acknowledged = Buffer.from(`AT+MQTTPUB=0,"${TOPIC}","${PAYLOAD}",1,0\r\n`);
const { generate } = (await import('mqtt-packet')).default;
const incoming = Buffer.concat(
  Array(CHUNK).fill(
    generate({ cmd: 'publish', topic: TOPIC, payload: PAYLOAD, qos: 0, dup: false, retain: false }),
  ),
);

/** Lets microtasks and what waits for the next turn run. @returns {Promise<void>} */
const turn = () => new Promise((resolve) => setImmediate(resolve));

const bench = await connected();
const results = {
  publish: await profile('AT+MQTTPUB of QoS 0 to a packet, and OK', async () => {
    bench.host.push(publish);
    await turn();
    return CHUNK;
  }),
  'publish-qos1': await profile('AT+MQTTPUB of QoS 1 to a packet, PUBACK to OK', async () => {
    for (let at = 0; at < CHUNK / 10; at++) {
      bench.host.push(acknowledged);
      await turn();
    }
    return CHUNK / 10;
  }),
  receive: await profile('a packet of QoS 0 to +MQTTSUBRECV', async () => {
    bench.receive(incoming);
    await turn();
    return CHUNK;
  }),
};
if (values.json === true) console.log(JSON.stringify(results));

/** A module that is connected to a transport without a wire. */
async function connected() {
  /** @type {(bytes: Buffer) => void} */
  let receive = () => {};
  const dial = () => (/** @type {{ open(): void, data(bytes: Buffer): void }} */ events) => {
    receive = (bytes) => events.data(bytes);
    setImmediate(() => events.open());
    return {
      queued: 0,
      /** @param {Buffer} bytes */
      write(bytes) {
        const first = bytes[0] ?? 0;
        if (first >> 4 === CONNECT_TYPE) setImmediate(() => events.data(CONNACK));
        else if (first === PUBLISH_QOS_1) setImmediate(() => events.data(answerTo(bytes)));
        return true;
      },
      pause() {},
      resume() {},
      end() {},
      destroy() {},
    };
  };
  const module = new Module({
    name: 'profile',
    settings: parseSettings({}),
    commands: COMMANDS,
    dial,
    log: () => {},
  });
  let heard = '';
  const host = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      heard = chunk.length < 200 ? chunk.toString('latin1') : '';
      done();
    },
  });
  module.attach(host, { name: 'profile' });
  module.boot();
  for (const line of [
    'ATE0',
    'AT+MQTTUSERCFG=0,1,"profile","","",0,0,""',
    'AT+MQTTCONN=0,"127.0.0.1",1883,0',
  ]) {
    heard = '';
    host.push(`${line}\r\n`);
    for (let turns = 0; !heard.includes('OK') && turns < 100; turns++) await turn();
    if (!heard.includes('OK')) throw new Error(`${line} was answered ${JSON.stringify(heard)}`);
  }
  return { host, receive: (/** @type {Buffer} */ bytes) => receive(bytes) };
}

/** @param {Buffer} packet a PUBLISH of QoS 1 */
function answerTo(packet) {
  const idAt = 2 + 2 + packet.readUInt16BE(2);
  const answer = Buffer.from(PUBACK);
  packet.copy(answer, 2, idAt, idAt + 2);
  return answer;
}

/**
 * @param {string} what
 * @param {() => Promise<number>} step returns how many messages it was
 */
async function profile(what, step) {
  const spend = async () => {
    let done = 0;
    const began = performance.now();
    while (done < MESSAGES / ROUNDS) done += await step();
    return ((performance.now() - began) / done) * 1e6;
  };
  await spend();
  const each = [];
  for (let round = 0; round < ROUNDS; round++) each.push(await spend());
  const nanoseconds = median(each);

  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await session.post('Profiler.start');
  for (let round = 0; round < ROUNDS; round++) await spend();
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  const parts = partsOf(taken, nanoseconds);
  console.log(`${what}: ${nanoseconds.toFixed(0)} ns a message`);
  for (const [part, share] of Object.entries(parts))
    console.log(`  ${share.toFixed(0).padStart(6)}  ${part}`);
  return { nanoseconds, parts };
}

/**
 * The time of each part, by the samples in its files.
 * @param {import('node:inspector').Profiler.Profile} taken
 * @param {number} total nanoseconds a message
 */
function partsOf({ nodes, samples = [] }, total) {
  const partOf = new Map(
    nodes.map(({ id, callFrame: { url, functionName } }) => {
      const place = url === '' ? functionName : url;
      return [id, PARTS.find(([, files]) => files.test(place))?.[0] ?? 'the rest'];
    }),
  );
  /** @type {Record<string, number>} */
  const parts = Object.fromEntries([...PARTS.map(([part]) => [part, 0]), ['the rest', 0]]);
  for (const sample of samples) {
    const part = partOf.get(sample) ?? 'the rest';
    parts[part] = (parts[part] ?? 0) + total / samples.length;
  }
  return parts;
}
