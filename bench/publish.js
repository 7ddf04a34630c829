/**
 * Pipelined AT+MQTTPUB of QoS 0 through a TCP port, side by side with `mosquitto_pub -l` sending the same payloads to
 * the same Mosquitto; and ready packets from a bare socket, which show what the broker takes at most.
 */
import { once } from 'node:events';
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { DISCONNECT, openClient, publishBytes } from './lib/mqtt-wire.js';
import { pour } from './lib/processes.js';
import { startConnected } from './lib/program.js';
import { publishByMosquittoPub, publishLines } from './lib/publishing.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TARGET = 1.5;
const CHUNK_PACKETS = 1000;

await comparison('publish', 'Publishing 22 bytes with QoS 0, pipelined, over TCP', async ({ short }) => {
  const load = {
    messages: short ? 50_000 : 200_000,
    topic: 'bench/publish',
    payload: 'a payload of 22 bytes.',
  };
  const broker = await startMosquitto();
  const { host } = await startConnected(broker.port);
  const rounds = await inTurn(short ? 3 : 11, {
    atmqtt: () => publishLines(host, load),
    mosquitto: () => publishByMosquittoPub(broker, load),
    ready: () => publishReady(broker, load),
  });
  /** @type {import('./lib/comparison.js').Row[]} */
  const rows = [];
  for (const [end, what] of /** @type {const} */ ([
    ['processed', 'processed by the broker'],
    ['sent', 'the sender is done'],
  ])) {
    const seconds = (/** @type {keyof typeof rounds} */ who) => rounds[who].map((took) => took[end]);
    const rate = (/** @type {keyof typeof rounds} */ who) => load.messages / median(seconds(who));
    const row = { what, unit: 'messages/s', ours: rate('atmqtt'), better: /** @type {const} */ ('more') };
    const ratio = (/** @type {keyof typeof rounds} */ who) => ratioOf(seconds(who), seconds('atmqtt'));
    const against = { against: 'mosquitto_pub -l', theirs: rate('mosquitto'), ratio: ratio('mosquitto') };
    rows.push({ ...row, ...against, target: TARGET });
    if (end === 'sent') continue;
    // What a sender whose packets lie ready in memory has done says nothing: the kernel took them.
    rows.push({ ...row, against: 'ready packets', theirs: rate('ready'), ratio: ratio('ready') });
  }
  return { rows, raw: { load, rounds } };
});

/**
 * Publishes packets that were made beforehand: no sender is faster.
 * @param {import('./lib/mosquitto.js').Mosquitto} broker
 * @param {import('./lib/publishing.js').Load} load
 * @returns {Promise<import('./lib/publishing.js').Took>}
 */
async function publishReady(broker, { messages, topic, payload }) {
  const socket = await openClient(broker.port, 'bench-ready');
  const done = broker.disconnected('bench-ready');
  const packets = Buffer.concat(Array(CHUNK_PACKETS).fill(publishBytes(topic, payload, 0)));
  const began = performance.now();
  await pour(socket, packets, messages / CHUNK_PACKETS);
  const closed = once(socket, 'close');
  socket.end(DISCONNECT);
  await once(socket, 'finish');
  const sent = performance.now() - began;
  await done;
  const processed = performance.now() - began;
  await closed;
  return { sent: sent / 1000, processed: processed / 1000 };
}
