/**
 * Pipelined AT+MQTTPUB of QoS 0 over TLS (scheme 3) and secure WebSocket (scheme 8) through a TCP port, side by side
 * with `mosquitto_pub -l --cafile` sending the same payloads to the same Mosquitto over TLS.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestCertificates } from '../dist/broker/certificates.js';
import { freePort } from '../tools/free-port.js';
import { makeFolder } from './lib/cleanup.js';
import { comparison } from './lib/comparison.js';
import { Host } from './lib/host.js';
import { startMosquitto } from './lib/mosquitto.js';
import { startProgram } from './lib/program.js';
import { publishByMosquittoPub, publishLines } from './lib/publishing.js';
import { openSocket } from './lib/sockets.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TARGET = 0.8;

await comparison('secure', 'Publishing 22 bytes with QoS 0, pipelined, encrypted', async ({ short }) => {
  const load = {
    messages: short ? 30_000 : 200_000,
    topic: 'bench/secure',
    payload: 'a payload of 22 bytes.',
  };
  const folder = makeFolder();
  const file = (/** @type {string} */ name) => join(folder, name);
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
  const broker = await startMosquitto([
    `listener ${ports.tls} 127.0.0.1`,
    ...secured,
    `listener ${ports.wss} 127.0.0.1`,
    'protocol websockets',
    ...secured,
  ]);
  const { info } = await startProgram(['--flash', flash, '--set', 'links=2', '--set', 'clock=host']);
  const host = new Host(await openSocket(info.port));
  await host.say('ATE0');
  for (const [link, scheme, port] of /** @type {const} */ ([
    [0, 3, ports.tls],
    [1, 8, ports.wss],
  ])) {
    await host.say(`AT+MQTTUSERCFG=${link},${scheme},"bench-${scheme}","","",0,0,"mqtt"`);
    await host.say(`AT+MQTTCONN=${link},"127.0.0.1",${port},0`);
  }
  const rounds = await inTurn(short ? 3 : 5, {
    tls: () => publishLines(host, load),
    mosquitto: () =>
      publishByMosquittoPub(broker, load, ['-p', String(ports.tls), '--cafile', file('ca.pem')]),
    wss: () => publishLines(host, load, { link: 1 }),
  });
  const seconds = (/** @type {keyof typeof rounds} */ who) => rounds[who].map(({ processed }) => processed);
  /** @returns {import('./lib/comparison.js').Row} */
  const row = (/** @type {string} */ what, /** @type {'tls' | 'wss'} */ who) => ({
    what,
    unit: 'messages/s',
    ours: load.messages / median(seconds(who)),
    theirs: load.messages / median(seconds('mosquitto')),
    against: 'mosquitto_pub -l --cafile',
    ratio: ratioOf(seconds('mosquitto'), seconds(who)),
    target: TARGET,
    better: 'more',
  });
  return {
    rows: [row('TLS (scheme 3)', 'tls'), row('secure WebSocket (scheme 8)', 'wss')],
    raw: { load, rounds },
  };
});
