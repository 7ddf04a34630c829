/**
 * AT+MQTTPUB of QoS 1 where the host sends the next after OK, side by side with a loop of MQTT.js `publishAsync`, one
 * in flight; and the round trip of one such publish, side by side with a bare `mqtt-packet` loop of PUBLISH and PUBACK.
 *
 * A host behind a TCP port adds two ways through the kernel that a loop in one process does not have. So each is
 * compared three times: both in one process (a module on a memory port), both behind a TCP port (the loop behind a
 * relay that waits for lines), and the TCP port with the loop in one process.
 */
import { connectAsync } from 'mqtt';
import { comparison } from './lib/comparison.js';
import { Host } from './lib/host.js';
import { createModule } from './lib/module.js';
import { startMosquitto } from './lib/mosquitto.js';
import { bareLoop, openClient } from './lib/mqtt-wire.js';
import { start } from './lib/processes.js';
import { startConnected } from './lib/program.js';
import { openSocket } from './lib/sockets.js';
import { distribution, inTurn, median, percentile, ratioOf } from './lib/statistics.js';

/** Two sockets more on the way, which no program in Node makes up for. */
const KNOWN_FLOOR = 0.2;
/** Many short rounds: whether a core has to be woken changes every few seconds, and is to meet all alike. */
const TIMES = 1000;
const ROUNDS = 31;
const TOPIC = 'bench/qos1';
const PAYLOAD = 'a payload of 22 bytes.';
const LINE = `AT+MQTTPUB=0,"${TOPIC}","${PAYLOAD}",1,0`;

await comparison('publish-qos1', 'Publishing 22 bytes with QoS 1, one at a time', async ({ short }) => {
  const broker = await startMosquitto();
  const { host } = await startConnected(broker.port);
  const { stream } = createModule('inside');
  const inside = new Host(stream);
  await inside.connect(broker.port, 'bench-inside');
  const bare = bareLoop(await openClient(broker.port, 'bench-bare'), TOPIC, PAYLOAD);
  const relay = new Host(await openSocket(await startRelay('bare', broker.port)));
  const relayMqttJs = new Host(await openSocket(await startRelay('mqttjs', broker.port)));
  const client = await connectAsync({ host: '127.0.0.1', port: broker.port, clientId: 'bench-mqttjs' });

  const rounds = await inTurn(short ? 7 : ROUNDS, {
    atmqtt: () => host.repeat(LINE, TIMES),
    mqttjs: () => repeatMqttJs(client, TIMES),
    bare: () => bare.repeat(TIMES),
    inside: () => inside.repeat(LINE, TIMES),
    relay: () => relay.repeat(LINE, TIMES),
    relayMqttJs: () => relayMqttJs.repeat(LINE, TIMES),
  });

  /** @param {keyof typeof rounds} who @param {(times: number[]) => number} of */
  const each = (who, of) => rounds[who].map(of);
  const total = (/** @type {number[]} */ took) => took.reduce((sum, ms) => sum + ms, 0);
  /**
   * @param {string} what
   * @param {keyof typeof rounds} ours
   * @param {keyof typeof rounds} theirs
   * @param {string} against
   * @returns {import('./lib/comparison.js').Row}
   */
  const rate = (what, ours, theirs, against) => ({
    what: `next after OK, ${what}`,
    unit: 'messages/s',
    ours: (TIMES * 1000) / median(each(ours, total)),
    theirs: (TIMES * 1000) / median(each(theirs, total)),
    against,
    ratio: ratioOf(each(theirs, total), each(ours, total)),
    target: 1,
    better: 'more',
  });
  /**
   * @param {string} what
   * @param {keyof typeof rounds} ours
   * @param {keyof typeof rounds} theirs
   * @param {string} against
   * @param {number} [target]
   * @returns {import('./lib/comparison.js').Row}
   */
  const roundTrip = (what, ours, theirs, against, target) => ({
    what: `round trip, ${what}, median`,
    unit: 'µs',
    ours: median(each(ours, median)) * 1000,
    theirs: median(each(theirs, median)) * 1000,
    against,
    ratio: ratioOf(each(ours, median), each(theirs, median)),
    ...(target === undefined ? {} : { target }),
    better: 'less',
  });
  return {
    rows: [
      {
        ...rate('behind TCP', 'atmqtt', 'mqttjs', 'MQTT.js publishAsync in one process'),
        floor: KNOWN_FLOOR,
      },
      rate('behind TCP', 'atmqtt', 'relayMqttJs', 'MQTT.js publishAsync behind TCP'),
      rate('in one process', 'inside', 'mqttjs', 'MQTT.js publishAsync in one process'),
      roundTrip('in one process', 'inside', 'bare', 'mqtt-packet loop', 1.25),
      roundTrip('behind TCP', 'atmqtt', 'relay', 'mqtt-packet loop behind TCP', 1.25),
      roundTrip('behind TCP', 'atmqtt', 'bare', 'mqtt-packet loop in one process'),
    ],
    series: [
      { name: 'QoS 1 publish over TCP', points: distribution(rounds.atmqtt.flat()) },
      { name: 'mqtt-packet loop behind TCP', points: distribution(rounds.relay.flat()) },
      { name: 'QoS 1 publish in one process', points: distribution(rounds.inside.flat()) },
      { name: 'mqtt-packet loop in one process', points: distribution(rounds.bare.flat()) },
    ],
    raw: Object.fromEntries(
      Object.entries(rounds).map(([who, all]) => [
        who,
        all.map((took) => ({ median: median(took), p99: percentile(took, 99), total: total(took) })),
      ]),
    ),
  };
});

/** @param {import('mqtt').MqttClient} client @param {number} times @returns {Promise<number[]>} */
async function repeatMqttJs(client, times) {
  /** @type {number[]} */
  const took = [];
  for (let sent = 0; sent < times; sent++) {
    const began = performance.now();
    await client.publishAsync(TOPIC, PAYLOAD, { qos: 1 });
    took.push(performance.now() - began);
  }
  return took;
}

/** @param {'bare' | 'mqttjs'} how @param {number} brokerPort @returns {Promise<number>} the relay's port */
async function startRelay(how, brokerPort) {
  const script = new URL('lib/relay.js', import.meta.url).pathname;
  const { child } = start(
    process.execPath,
    [script, how, String(brokerPort), TOPIC, PAYLOAD],
    ['ignore', 'ignore', 'inherit', 'ipc'],
  );
  return new Promise((resolve) => child.once('message', (port) => resolve(Number(port))));
}
