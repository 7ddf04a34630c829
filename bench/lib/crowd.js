/**
 * Many connected clients in one process: modules with a host on a memory port each, or clients of MQTT.js. Run with
 * `--expose-gc`, `modules` or `mqttjs`, the broker's port and a number; tells by IPC the bytes resident before and
 * with them.
 */
import { connectAsync } from 'mqtt';
import { limitYoungGeneration } from '../../dist/app/young-generation.js';
import { Host } from './host.js';
import { createModule } from './module.js';
import { residentKib } from './processes.js';

const [, , kind, port, count] = process.argv;
/** Connected at a time, so that the broker's queue of new connections holds them. */
const AT_ONCE = 50;
/** Connected before the first look: code is loaded and compiled then. */
const WARM_UP = 100;
/** @type {unknown[]} */
const clients = [];

// As the program does; for both, since it is a matter of the process.
limitYoungGeneration();
await crowd(WARM_UP);
const before = resident();
await crowd(WARM_UP + Number(count));
process.send?.({ before, after: resident() });

/** @param {number} size */
async function crowd(size) {
  while (clients.length < size) {
    const wanted = Math.min(AT_ONCE, size - clients.length);
    const first = clients.length;
    clients.push(
      ...(await Promise.all(Array.from({ length: wanted }, (_, at) => open(`bench-${first + at}`)))),
    );
  }
}

/** @param {string} name */
function open(name) {
  return kind === 'modules' ? openModule(name) : openMqttJs(name);
}

/** @param {string} name */
async function openModule(name) {
  const { module, stream } = createModule(name);
  await new Host(stream).connect(Number(port), name);
  return module;
}

/** @param {string} name */
function openMqttJs(name) {
  return connectAsync({
    host: '127.0.0.1',
    port: Number(port),
    clientId: name,
    keepalive: 120,
    reconnectPeriod: 0,
  });
}

function resident() {
  for (let times = 0; times < 5; times++) /** @type {() => void} */ (globalThis.gc)();
  return residentKib(process.pid) * 1024;
}
