/**
 * Messages of 22 bytes and QoS 0 to +MQTTSUBRECV lines on a TCP port, side by side with `mosquitto_sub -F` writing
 * into a pipe. First from Mosquitto, fed with ready packets; then from a server that sends ready packets itself, so
 * that nothing but the subscriber limits. The processor time of the subscriber is told too.
 */
import { comparison } from './lib/comparison.js';
import { Host } from './lib/host.js';
import { startMosquitto } from './lib/mosquitto.js';
import { openClient, publishBytes } from './lib/mqtt-wire.js';
import { pour, processorSeconds, start, within } from './lib/processes.js';
import { startProgram } from './lib/program.js';
import { startReadyBroker } from './lib/ready-broker.js';
import { openSocket } from './lib/sockets.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TOPIC = 'bench/receive';
const PAYLOAD = 'a payload of 22 bytes.';
const CHUNK_PACKETS = 1000;
const CHUNK = Buffer.concat(Array(CHUNK_PACKETS).fill(publishBytes(TOPIC, PAYLOAD, 0)));

/**
 * Somebody who is subscribed: resolves when bytes of so many messages have come out.
 * @typedef {{ pid: number, heard(messages: number): Promise<void> }} Subscriber
 * @typedef {{ port: number, subscribed(clientId: string): Promise<void> }} Broker
 * Seconds until all came out, and of the subscriber's processor time.
 * @typedef {{ took: number, processor: number }} Took
 */

await comparison('receive', 'Receiving 22 bytes with QoS 0', async ({ short }) => {
  const messages = short ? 50_000 : 100_000;
  const mosquitto = await startMosquitto();
  const ready = await startReadyBroker();
  const publisher = await openClient(mosquitto.port, 'bench-publisher');
  const rounds = await inTurn(short ? 3 : 9, {
    atmqtt: () => measure(subscribeByModule, mosquitto, () => publisher),
    mosquitto_sub: () => measure(subscribeByMosquittoSub, mosquitto, () => publisher),
    atmqttReady: () => measure(subscribeByModule, ready, ready.subscriber),
    mosquitto_subReady: () => measure(subscribeByMosquittoSub, ready, ready.subscriber),
  });

  /**
   * @param {(broker: Broker) => Promise<{ subscriber: Subscriber, stop(): Promise<void> }>} subscribe
   * @param {Broker} broker
   * @param {() => import('node:net').Socket} writer
   * @returns {Promise<Took>}
   */
  async function measure(subscribe, broker, writer) {
    const { subscriber, stop } = await subscribe(broker);
    const hear = async () => {
      const all = subscriber.heard(messages);
      await pour(writer(), CHUNK, messages / CHUNK_PACKETS);
      await within('the messages', all);
    };
    // As many again before the clock runs: the program is fresh in each round.
    await hear();
    const processor = processorSeconds(subscriber.pid);
    const began = performance.now();
    await hear();
    const took = (performance.now() - began) / 1000;
    const spent = processorSeconds(subscriber.pid) - processor;
    await stop();
    return { took, processor: spent };
  }

  /**
   * @param {string} what
   * @param {keyof typeof rounds} ours
   * @param {keyof typeof rounds} theirs
   * @returns {import('./lib/comparison.js').Row[]}
   */
  const rows = (what, ours, theirs) => {
    const took = (/** @type {keyof typeof rounds} */ who) => rounds[who].map((round) => round.took);
    const processor = (/** @type {keyof typeof rounds} */ who) => rounds[who].map((round) => round.processor);
    return [
      {
        what,
        unit: 'messages/s',
        ours: messages / median(took(ours)),
        theirs: messages / median(took(theirs)),
        against: 'mosquitto_sub -F',
        ratio: ratioOf(took(theirs), took(ours)),
        target: 1,
        better: 'more',
      },
      {
        what: `${what}, processor time`,
        unit: 'µs a message',
        ours: (median(processor(ours)) / messages) * 1e6,
        theirs: (median(processor(theirs)) / messages) * 1e6,
        against: 'mosquitto_sub -F',
        ratio: ratioOf(processor(ours), processor(theirs)),
        better: 'less',
      },
    ];
  };
  return {
    rows: [
      ...rows('from Mosquitto', 'atmqtt', 'mosquitto_sub'),
      ...rows('from ready packets', 'atmqttReady', 'mosquitto_subReady'),
    ],
    raw: { messages, rounds },
  };
});

/** @param {Broker} broker */
async function subscribeByModule(broker) {
  const { info, pid, stop } = await startProgram();
  const host = new Host(await openSocket(info.port));
  await host.connect(broker.port, 'bench-sub');
  await host.say(`AT+MQTTSUB=0,"${TOPIC}",0`);
  const line = `+MQTTSUBRECV:0,"${TOPIC}",${PAYLOAD.length},${PAYLOAD}\r\n`.length;
  /** @type {Subscriber} */
  const subscriber = { pid, heard: (messages) => host.count(messages * line) };
  return {
    subscriber,
    async stop() {
      host.stream.destroy();
      await stop();
    },
  };
}

/** @param {Broker} broker */
async function subscribeByMosquittoSub(broker) {
  const subscribed = broker.subscribed('bench-sub');
  const args = ['-h', '127.0.0.1', '-p', String(broker.port), '-i', 'bench-sub', '-t', TOPIC, '-F', '%t %p'];
  const { child, pid, stop } = start('mosquitto_sub', args, ['ignore', 'pipe', 'inherit']);
  const { stdout } = child;
  if (stdout === null) throw new Error('mosquitto_sub has no standard output');
  await within('the subscription', subscribed);
  const line = `${TOPIC} ${PAYLOAD}\n`.length;
  /** @type {Subscriber} */
  const subscriber = {
    pid,
    heard: (messages) =>
      new Promise((resolve) => {
        let left = messages * line;
        const take = (/** @type {Buffer} */ chunk) => {
          left -= chunk.length;
          if (left > 0) return;
          stdout.off('data', take);
          resolve();
        };
        stdout.on('data', take);
      }),
  };
  return { subscriber, stop };
}
