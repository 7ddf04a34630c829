import { pour, start } from './processes.js';

/** Lines written at a time. */
const CHUNK_LINES = 1000;
const OK_BYTES = 6;

/**
 * What is published, and how often.
 * @typedef {{ messages: number, topic: string, payload: string }} Load
 * Seconds until the sender was done, and until the broker was: between the two lie the kernel's buffers.
 * @typedef {{ sent: number, processed: number }} Took
 */

/**
 * Publishes through a module, pipelined.
 * @param {import('./host.js').Host} host without echo, connected
 * @param {Load} load
 * @param {{ link?: number, qos?: 0 | 1 | 2 }} [options]
 * @returns {Promise<Took>} until each line has its OK; until a QoS 1 message behind them is acknowledged
 */
export async function publishLines(host, { messages, topic, payload }, { link = 0, qos = 0 } = {}) {
  const chunk = Buffer.from(`AT+MQTTPUB=${link},"${topic}","${payload}",${qos},0\r\n`.repeat(CHUNK_LINES));
  const began = performance.now();
  const answered = host.count(messages * OK_BYTES);
  await pour(host.stream, chunk, messages / CHUNK_LINES);
  await answered;
  const sent = performance.now() - began;
  await host.say(`AT+MQTTPUB=${link},"${topic}","last",1,0`);
  return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
}

/**
 * Publishes the same with `mosquitto_pub -l`.
 * @param {import('./mosquitto.js').Mosquitto} broker
 * @param {Load} load
 * @param {readonly string[]} [where] `-p PORT` and what goes with it; the plain listener unless given
 * @returns {Promise<Took>} until the program has ended; until the broker has come to its DISCONNECT
 */
export async function publishByMosquittoPub(broker, { messages, topic, payload }, where) {
  const began = performance.now();
  const done = broker.disconnected('bench-peer');
  const peer = where ?? ['-p', String(broker.port)];
  const args = ['-l', '-i', 'bench-peer', '-t', topic, '-h', '127.0.0.1', ...peer];
  const { child, success } = start('mosquitto_pub', args, ['pipe', 'ignore', 'inherit']);
  if (child.stdin === null) throw new Error('mosquitto_pub has no standard input');
  await pour(child.stdin, Buffer.from(`${payload}\n`.repeat(CHUNK_LINES)), messages / CHUNK_LINES);
  child.stdin.end();
  await success();
  const sent = performance.now() - began;
  await done;
  return { sent: sent / 1000, processed: (performance.now() - began) / 1000 };
}
