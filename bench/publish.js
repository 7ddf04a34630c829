/**
 * Pipelined AT+MQTTPUB of QoS 0 through a TCP port, side by side with `mosquitto_pub -l` sending the same
 * payloads to the same Mosquitto, in turn; then the answer times that behaviour asks for.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  Host,
  makeFolder,
  median,
  openSocket,
  peakMemory,
  startModule,
  startMosquitto,
  withSbin,
} from './support.js';

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 200_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PAYLOAD = 'a payload of 22 bytes.';
const TOPIC = 'bench/publish';
const CHUNK_LINES = 1000;
/** ⏎OK⏎ */
const OK_BYTES = 6;

const folder = makeFolder();
const broker = await startMosquitto(folder.path);
const module = await startModule(folder.path);
const host = new Host(await openSocket(module.port));

/**
 * Seconds until the sender was done, and until the broker was: between the two lie the kernel's buffers.
 * @typedef {{ sent: number, processed: number }} Took
 */

/** @type {{ module: Took, mosquitto: Took }[]} */
const rounds = [];
try {
  await host.say('ATE0');
  await host.say('AT+MQTTUSERCFG=0,1,"bench","","",0,0,""');
  await host.say(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`);
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = { module: await viaModule(host), mosquitto: await viaMosquittoPub() };
    // The first round warms both up.
    if (round === 0) continue;
    rounds.push(pair);
  }
  printRates();
  await printAnswerTimes(host);
} finally {
  host.socket.destroy();
  module.stop();
  broker.stop();
  folder.remove();
}

/**
 * @param {Host} to
 * @returns {Promise<Took>} until each line has its OK; until a QoS 1 message behind them is acknowledged
 */
async function viaModule(to) {
  const line = `AT+MQTTPUB=0,"${TOPIC}","${PAYLOAD}",0,0\r\n`;
  const chunk = Buffer.from(line.repeat(CHUNK_LINES));
  const began = performance.now();
  let left = MESSAGES * OK_BYTES;
  const count = (/** @type {Buffer} */ bytes) => {
    left -= bytes.length;
  };
  to.socket.on('data', count);
  for (let sent = 0; sent < MESSAGES; sent += CHUNK_LINES) {
    if (!to.socket.write(chunk)) await once(to.socket, 'drain');
  }
  while (left > 0) await once(to.socket, 'data');
  to.socket.off('data', count);
  const sent = (performance.now() - began) / 1000;
  await to.say(`AT+MQTTPUB=0,"${TOPIC}","last",1,0`);
  return { sent, processed: (performance.now() - began) / 1000 };
}

/** @returns {Promise<Took>} until the program has ended; until the broker has come to its DISCONNECT */
async function viaMosquittoPub() {
  const began = performance.now();
  const done = broker.disconnected('bench-peer');
  const args = ['-l', '-i', 'bench-peer', '-t', TOPIC, '-h', '127.0.0.1', '-p', String(broker.port)];
  const child = spawn('mosquitto_pub', args, { stdio: ['pipe', 'ignore', 'inherit'], env: withSbin() });
  const chunk = Buffer.from(`${PAYLOAD}\n`.repeat(CHUNK_LINES));
  for (let sent = 0; sent < MESSAGES; sent += CHUNK_LINES) {
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'exit');
  const sent = (performance.now() - began) / 1000;
  await done;
  return { sent, processed: (performance.now() - began) / 1000 };
}

function printRates() {
  console.log(
    `${MESSAGES.toLocaleString('en')} messages of ${PAYLOAD.length} bytes, QoS 0, median of ${ROUNDS} rounds in turn`,
  );
  console.log('                       atmqtt/s  mosquitto_pub -l/s  ratio');
  for (const [what, key] of /** @type {const} */ ([
    ['processed by the broker', 'processed'],
    ['sent', 'sent'],
  ])) {
    const rate = (/** @type {'module' | 'mosquitto'} */ who) =>
      Math.round(MESSAGES / median(rounds.map((round) => round[who][key]))).toLocaleString('en');
    const ratio = median(rounds.map((round) => round.mosquitto[key] / round.module[key])).toFixed(2);
    console.log(
      `${what.padEnd(23)} ${rate('module').padStart(7)} ${rate('mosquitto').padStart(19)} ${ratio.padStart(6)}`,
    );
  }
  console.log(`resident memory at most ${peakMemory(module.pid).toFixed(0)} MiB (limit 200)`);
}

/** @param {Host} to */
async function printAnswerTimes(to) {
  const times = {
    'PUB, QoS 0': [await to.say(`AT+MQTTPUB=0,"${TOPIC}","x",0,0`), 100],
    SUB: [await to.say('AT+MQTTSUB=0,"bench/answers",0'), 500],
    UNSUB: [await to.say('AT+MQTTUNSUB=0,"bench/answers"'), 500],
    CLEAN: [await to.say('AT+MQTTCLEAN=0'), 500],
  };
  console.log('answer times, milliseconds');
  for (const [what, [took, limit]] of Object.entries(times)) {
    console.log(`  ${what.padEnd(19)} ${Number(took).toFixed(1).padStart(9)}   (limit ${limit})`);
  }
}
