/**
 * Pipelined AT+MQTTPUB of QoS 0 through a TCP port, side by side with `mosquitto_pub -l` sending the same
 * payloads to the same Mosquitto, in turn; then the answer times that behaviour asks for.
 */
import {
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
  topic: 'bench/publish',
  payload: 'a payload of 22 bytes.',
};

const folder = makeFolder();
const broker = await startMosquitto(folder.path);
const module = await startModule(folder.path);
const host = new Host(await openSocket(module.port));

/** @type {Record<'module' | 'mosquitto', import('./support.js').Took>[]} */
const rounds = [];
try {
  await host.say('ATE0');
  await host.say('AT+MQTTUSERCFG=0,1,"bench","","",0,0,""');
  await host.say(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0`);
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = {
      module: await publishViaModule(host, 0, LOAD),
      mosquitto: await publishViaMosquittoPub(broker, LOAD),
    };
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

function printRates() {
  console.log(
    `${LOAD.messages.toLocaleString('en')} messages of ${LOAD.payload.length} bytes, QoS 0, median of ${ROUNDS} rounds in turn`,
  );
  console.log('                       atmqtt/s  mosquitto_pub -l/s  ratio');
  for (const [what, key] of /** @type {const} */ ([
    ['processed by the broker', 'processed'],
    ['sent', 'sent'],
  ])) {
    const rate = (/** @type {'module' | 'mosquitto'} */ who) =>
      Math.round(LOAD.messages / median(rounds.map((round) => round[who][key]))).toLocaleString('en');
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
    'PUB, QoS 0': [await to.say(`AT+MQTTPUB=0,"${LOAD.topic}","x",0,0`), 100],
    SUB: [await to.say('AT+MQTTSUB=0,"bench/answers",0'), 500],
    UNSUB: [await to.say('AT+MQTTUNSUB=0,"bench/answers"'), 500],
    CLEAN: [await to.say('AT+MQTTCLEAN=0'), 500],
  };
  console.log('answer times, milliseconds');
  for (const [what, [took, limit]] of Object.entries(times)) {
    console.log(`  ${what.padEnd(19)} ${Number(took).toFixed(1).padStart(9)}   (limit ${limit})`);
  }
}
