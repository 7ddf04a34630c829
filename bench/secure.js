/**
 * Pipelined AT+MQTTPUB of QoS 0 over TLS (scheme 3) and secure WebSocket (scheme 8) through a TCP port, side by
 * side with `mosquitto_pub -l --cafile` sending the same payloads to the same Mosquitto over TLS, in turn.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestCertificates } from '../dist/broker/certificates.js';
import {
  freePort,
  Host,
  makeFolder,
  median,
  openSocket,
  peakMemory,
  publishViaModule,
  publishViaMosquittoPub,
  startModule,
  startMosquitto,
} from './support.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LOAD = {
  messages: Number(process.env.BENCH_MESSAGES ?? 200_000),
  topic: 'bench/secure',
  payload: 'a payload of 22 bytes.',
};
/** The least ratio to mosquitto_pub that is good enough. */
const TARGET = 0.8;

const folder = makeFolder();
const file = (/** @type {string} */ name) => join(folder.path, name);
const certificates = await makeTestCertificates(['127.0.0.1']);
const flash = file('flash');
mkdirSync(join(flash, 'mfg', 'mqtt_ca'), { recursive: true });
writeFileSync(join(flash, 'mfg', 'mqtt_ca', 'mqtt_ca.pem'), certificates.ca);
writeFileSync(file('ca.pem'), certificates.ca);
writeFileSync(file('server.pem'), certificates.server.cert);
writeFileSync(file('server.key'), certificates.server.key);

const ports = { tls: await freePort(), wss: await freePort() };
const secured = [
  `cafile ${file('ca.pem')}`,
  `certfile ${file('server.pem')}`,
  `keyfile ${file('server.key')}`,
];
const broker = await startMosquitto(folder.path, [
  `listener ${ports.tls} 127.0.0.1`,
  ...secured,
  `listener ${ports.wss} 127.0.0.1`,
  'protocol websockets',
  ...secured,
]);
const module = await startModule(folder.path, ['--flash', flash, '--set', 'links=2', '--set', 'clock=host']);
const host = new Host(await openSocket(module.port));
const peer = ['-p', String(ports.tls), '--cafile', file('ca.pem')];

/** @type {Record<'tls' | 'wss' | 'mosquitto', import('./support.js').Took>[]} */
const rounds = [];
try {
  await host.say('ATE0');
  for (const [link, scheme, port] of [
    [0, 3, ports.tls],
    [1, 8, ports.wss],
  ]) {
    await host.say(`AT+MQTTUSERCFG=${link},${scheme},"bench-${scheme}","","",0,0,"mqtt"`);
    await host.say(`AT+MQTTCONN=${link},"127.0.0.1",${port},0`);
  }
  for (let round = 0; round <= ROUNDS; round++) {
    const tls = await publishViaModule(host, 0, LOAD);
    const mosquitto = await publishViaMosquittoPub(broker, LOAD, peer);
    const wss = await publishViaModule(host, 1, LOAD);
    // The first round warms all up.
    if (round > 0) rounds.push({ tls, wss, mosquitto });
  }
  printRates();
} finally {
  host.socket.destroy();
  module.stop();
  broker.stop();
  folder.remove();
}

function printRates() {
  const { messages, payload } = LOAD;
  const rate = (/** @type {'tls' | 'wss' | 'mosquitto'} */ who) =>
    Math.round(messages / median(rounds.map((round) => round[who].processed))).toLocaleString('en');
  console.log(
    `${messages.toLocaleString('en')} messages of ${payload.length} bytes, QoS 0, median of ${ROUNDS} rounds in turn,`,
  );
  console.log(`until the broker has processed them; at least ${TARGET} of mosquitto_pub is wanted`);
  console.log('                             messages/s  ratio');
  console.log(`mosquitto_pub -l --cafile ${rate('mosquitto').padStart(13)}`);
  for (const [what, who] of /** @type {const} */ ([
    ['scheme 3, TLS', 'tls'],
    ['scheme 8, secure WebSocket', 'wss'],
  ])) {
    const ratio = median(rounds.map((round) => round.mosquitto.processed / round[who].processed));
    console.log(`${what.padEnd(26)} ${rate(who).padStart(12)} ${ratio.toFixed(2).padStart(6)}`);
  }
  console.log(`resident memory at most ${peakMemory(module.pid).toFixed(0)} MiB`);
}
