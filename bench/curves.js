/** How messages a second depend on the size of the payload, on QoS, and on the number of modules in one process. */
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { openFilesLimit, pour, start, within } from './lib/processes.js';
import { startConnected } from './lib/program.js';
import { publishLines } from './lib/publishing.js';
import { inTurn, median } from './lib/statistics.js';

const TOPIC = 'bench/curves';
const PAYLOAD = 'a payload of 22 bytes.';
/** What fits a line of 256 bytes goes by AT+MQTTPUB, what does not by AT+MQTTPUBRAW. */
const LINE_PAYLOAD = 128;
const RAW_ANSWER_BYTES = '\r\nOK\r\n\r\n>+MQTTPUB:OK\r\n'.length;
/** Open files that a process has besides its connections. */
const SPARE_FILES = 200;

await comparison('curves', 'Messages a second, until the broker has processed them', async ({ short }) => {
  const rounds = short ? 1 : 5;
  const broker = await startMosquitto(['max_connections -1']);
  const { host } = await startConnected(broker.port);
  /** @type {import('./lib/comparison.js').Row[]} */
  const rows = [];
  /** @type {[number, number][]} */
  const sizes = [];
  /** @type {[number, number][]} */
  const levels = [];
  /** @type {[number, number][]} */
  const crowds = [];

  for (let size = 16; size <= 65_536; size *= 2) {
    const bytes = short ? 4_194_304 : 33_554_432;
    const messages = Math.min(short ? 20_000 : 100_000, Math.ceil(bytes / size / 1000) * 1000);
    keep(
      sizes,
      size,
      `payload of ${size.toLocaleString('en')} bytes, QoS 0`,
      await rateOf(() => publishSize(size, messages), messages),
    );
  }
  for (const qos of /** @type {const} */ ([0, 1, 2])) {
    const messages = qos === 0 ? (short ? 20_000 : 100_000) : short ? 2000 : 10_000;
    const line = `AT+MQTTPUB=0,"${TOPIC}","${PAYLOAD}",${qos},0`;
    const one = async () => {
      const took = await host.repeat(line, messages);
      return took.reduce((sum, ms) => sum + ms, 0) / 1000;
    };
    keep(levels, qos, `QoS ${qos}, next after OK`, await rateOf(one, messages));
  }
  const possible = openFilesLimit() - SPARE_FILES;
  for (const count of [1, 10, 100, 1000, ...(short ? [] : [10_000])]) {
    if (count > possible) {
      console.log(
        `Only ${possible + SPARE_FILES} files may be open here (ulimit -n): ${count} modules are left out.`,
      );
      continue;
    }
    const total = short ? 20_000 : 200_000;
    const seconds = (await inTurn(short ? 1 : 3, { many: () => manyModules(broker.port, count, total) }))
      .many;
    keep(crowds, count, `${count.toLocaleString('en')} modules in one process`, 1 / median(seconds));
  }
  return {
    rows,
    series: [
      { name: 'size', points: sizes },
      { name: 'qos', points: levels },
      { name: 'modules', points: crowds },
    ],
  };

  /** @param {[number, number][]} curve @param {number} at @param {string} what @param {number} rate */
  function keep(curve, at, what, rate) {
    curve.push([at, rate]);
    rows.push({ what, unit: 'messages/s', ours: rate, better: 'more' });
  }

  /** @param {() => Promise<number>} seconds @param {number} messages */
  async function rateOf(seconds, messages) {
    return messages / median((await inTurn(rounds, { seconds })).seconds);
  }

  /** @param {number} size @param {number} messages @returns {Promise<number>} seconds */
  async function publishSize(size, messages) {
    const payload = 'x'.repeat(size);
    if (size <= LINE_PAYLOAD)
      return (await publishLines(host, { messages, topic: TOPIC, payload })).processed;
    const command = Buffer.from(`AT+MQTTPUBRAW=0,"${TOPIC}",${size},0,0\r\n${payload}`);
    const began = performance.now();
    const answered = host.count(messages * RAW_ANSWER_BYTES);
    const burst = 10;
    await pour(host.stream, Buffer.concat(Array(burst).fill(command)), messages / burst);
    await answered;
    await host.say(`AT+MQTTPUB=0,"${TOPIC}","last",1,0`);
    return (performance.now() - began) / 1000;
  }
});

/** @param {number} port @param {number} count @param {number} messages @returns {Promise<number>} seconds a message */
async function manyModules(port, count, messages) {
  const script = new URL('lib/many-modules.js', import.meta.url).pathname;
  const args = [script, String(port), String(count), String(messages)];
  const { child, ended, stop } = start(process.execPath, args, ['ignore', 'ignore', 'inherit', 'ipc']);
  const told = new Promise((resolve) => child.once('message', resolve));
  const failed = ended.then((code) => {
    throw new Error(`the process with ${count} modules ended with code ${code}`);
  });
  const took = await within(`publishing by ${count} modules`, Promise.race([told, failed]));
  await stop();
  const { messages: sent, seconds } = /** @type {{ messages: number, seconds: number }} */ (took);
  return seconds / sent;
}
