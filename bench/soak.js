/**
 * Mixed traffic through the built program for three minutes, or `--minutes 60`: publishes of all levels, raw payloads
 * of all sizes, subscriptions made and ended, messages received, connections lost and made anew. Resident memory after
 * the warm-up must not grow.
 */
import { once } from 'node:events';
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { openClient } from './lib/mqtt-wire.js';
import { residentKib } from './lib/processes.js';
import { startConnected } from './lib/program.js';
import { median } from './lib/statistics.js';

const TARGET = 1.02;
/** Twice the growth that is allowed fails a short run; twice the ratio would let every leak pass. */
const FLOOR = 1.04;
/** In a short run too: less says nothing about growth. */
const MINUTES = 3;
/** Of the whole time; the first window begins behind it. */
const WARM_UP = 1 / 3;
/** Of the whole time: the first window is compared with the last. */
const WINDOW = 1 / 6;
const SAMPLE_MS = 250;
const PAYLOADS = [16, 128, 1024, 16_384, 262_144].map((size) => Buffer.alloc(size, 'soak '));
const ID = 'bench';

await comparison(
  'soak',
  'Mixed traffic: resident memory after the warm-up',
  async ({ minutes = MINUTES }) => {
    const seconds = minutes * 60;
    const broker = await startMosquitto();
    const { host, pid } = await startConnected(broker.port, ['--set', 'reconnectIntervalMs=100']);
    await host.say('AT+MQTTCLEAN=0');
    await host.say(`AT+MQTTUSERCFG=0,1,"${ID}","","",0,0,""`);
    await host.say(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`);
    /** @type {[number, number][]} */
    const samples = [];
    const began = performance.now();
    const elapsed = () => (performance.now() - began) / 1000;
    const sampling = setInterval(() => samples.push([elapsed(), residentKib(pid) / 1024]), SAMPLE_MS);
    let turns = 0;
    let messages = 0;
    while (elapsed() < seconds) {
      messages += await turn(turns);
      turns++;
    }
    clearInterval(sampling);

    const within = (/** @type {number} */ from, /** @type {number} */ to) =>
      median(samples.filter(([at]) => at >= from * seconds && at < to * seconds).map(([, mib]) => mib));
    const first = within(WARM_UP, WARM_UP + WINDOW);
    const last = within(1 - WINDOW, 1);
    return {
      rows: [
        {
          what: `after ${seconds} s, ${messages.toLocaleString('en')} messages, ${turns.toLocaleString('en')} reconnects`,
          unit: 'MiB',
          ours: last,
          theirs: first,
          against: 'after the warm-up',
          ratio: last / first,
          target: TARGET,
          floor: FLOOR,
          better: 'less',
        },
      ],
      series: [{ name: 'resident memory', points: samples }],
      raw: { seconds, turns, messages },
    };

    /** One turn of everything; ends with a connection that is lost and comes back. @param {number} turn */
    async function turn(turn) {
      const topic = `bench/soak/${turn % 10}`;
      let count = 0;
      await host.say(`AT+MQTTSUB=0,"${topic}",${turn % 3}`);
      for (let at = 0; at < 300; at++) {
        await host.say(
          `AT+MQTTPUB=0,"${at % 10 === 0 ? topic : 'bench/soak'}","message ${at} of ${turn}",${at % 3},0`,
        );
        count++;
      }
      for (const payload of PAYLOADS) {
        await host.say(`AT+MQTTPUBRAW=0,"${topic}",${payload.length},${turn % 3},0`, '>');
        await host.say(payload, '+MQTTPUB:OK\r\n');
        count++;
      }
      await host.say(`AT+MQTTUNSUB=0,"${topic}"`);
      // Another client of the same name takes the connection away, and the module takes it back.
      const back = host.say('AT', '+MQTTCONNECTED:');
      const rival = await openClient(broker.port, ID);
      rival.on('error', () => {});
      await Promise.all([back, once(rival, 'close')]);
      return count;
    }
  },
);
