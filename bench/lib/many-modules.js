/**
 * Modules in one process that publish in turn, pipelined. Run with the broker's port, a number of modules and of
 * messages; tells by IPC the seconds until all were answered.
 */
import { Host } from './host.js';
import { createModule } from './module.js';

const [, , port, count, messages] = process.argv;
const AT_ONCE = 50;
/** Lines that a host writes at a time. */
const BURST = 1000;
const OK_BYTES = 6;
const PAYLOAD = 'a payload of 22 bytes.';

/** @type {Host[]} */
const hosts = [];
while (hosts.length < Number(count)) {
  const wanted = Math.min(AT_ONCE, Number(count) - hosts.length);
  hosts.push(
    ...(await Promise.all(Array.from({ length: wanted }, (_, at) => open(`many-${hosts.length + at}`)))),
  );
}
const each = Math.max(1, Math.floor(Number(messages) / hosts.length));
await round();
const began = performance.now();
await round();
process.send?.({ messages: each * hosts.length, seconds: (performance.now() - began) / 1000 });

/** @param {string} name */
async function open(name) {
  const host = new Host(createModule(name).stream);
  await host.connect(Number(port), name);
  return host;
}

/** Each host publishes its share. The last of each is of QoS 1, so that the broker has had them all. */
async function round() {
  await Promise.all(hosts.map(publish));
}

/** @param {Host} host */
async function publish(host) {
  const line = (/** @type {number} */ qos) => `AT+MQTTPUB=0,"bench/many","${PAYLOAD}",${qos},0\r\n`;
  for (let left = each; left > 0; left -= BURST) {
    const burst = Math.min(left, BURST);
    const answered = host.count(burst * OK_BYTES);
    const last = left <= BURST ? 1 : 0;
    host.stream.write(line(0).repeat(burst - last) + line(1).repeat(last));
    await answered;
  }
}
