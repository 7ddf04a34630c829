import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startBroker } from '#broker/index';
import { BrokerFaults } from '#faults/broker-faults';
import { systemTimers } from '#time/timers';

/** The embedded broker with its faults, for clients that are no modules. */
async function faultyBroker() {
  const faults = new BrokerFaults({ timers: systemTimers, log() {}, specs: [] });
  const broker = await startBroker({
    tcp: { port: 0 },
    ws: { port: 0 },
    wrapClient: (client, accept) => faults.stream(client, accept),
  });
  onTestFinished(() => broker.close());
  const [tcp, ws] = broker.listeners;
  return { broker, faults: faults.set, urls: { tcp: tcp?.url ?? '', ws: ws?.url ?? '' } };
}

interface Heard {
  readonly mqtt: MqttClient;
  readonly messages: string[];
  readonly packets: string[];
  readonly events: string[];
}

function client(url: string, options: IClientOptions = {}): Heard {
  const mqtt = connect(url, { reconnectPeriod: 0, protocolVersion: 4, clientId: 'plain', ...options });
  onTestFinished(() => void mqtt.end(true));
  const heard: Heard = { mqtt, messages: [], packets: [], events: [] };
  mqtt.on('message', (topic, payload, { qos, retain, dup }) => {
    heard.messages.push(
      `${topic} ${payload.subarray(0, 10)} q${qos}${retain ? ' retain' : ''}${dup ? ' dup' : ''}`,
    );
  });
  mqtt.on('packetreceive', (packet) => {
    heard.packets.push(packet.cmd === 'suback' ? `suback ${packet.granted}` : packet.cmd);
  });
  mqtt.on('error', (error) => void heard.events.push(`error ${error.message}`));
  mqtt.on('close', () => void heard.events.push('close'));
  mqtt.on('connect', () => void heard.events.push('connect'));
  return heard;
}

const sees = (list: readonly string[], what: string | RegExp) =>
  vi.waitFor(() => expect(list.join('\n')).toMatch(what), { interval: 2, timeout: 3000 });

async function connected(url: string, options?: IClientOptions): Promise<Heard> {
  const heard = client(url, options);
  await sees(heard.events, 'connect');
  return heard;
}

describe.each(['tcp', 'ws'] as const)('over %s', (kind) => {
  test('broker.connack', async () => {
    const { faults, urls } = await faultyBroker();
    faults.add('broker.connack', { code: 4, count: 1 });
    const refused = client(urls[kind]);
    await sees(refused.events, 'Bad username or password');
    await sees(refused.events, 'close');
    await connected(urls[kind]);
  });

  test('broker.suback, broker.retained, broker.duplicate, for one client', async () => {
    const { broker, faults, urls } = await faultyBroker();
    const mine = await connected(urls[kind]);
    const other = await connected(urls[kind], { clientId: 'other' });
    faults.add('broker.suback', { client: 'plain', topic: 'no' });
    faults.add('broker.retained', { client: 'plain', topic: 'a', payload: 'surprise', qos: 1 });
    faults.add('broker.duplicate', { client: 'plain', dup: false });
    for (const { mqtt } of [mine, other]) mqtt.subscribe(['a', 'no'], { qos: 1 }, () => {});
    await sees(mine.packets, 'suback 1,128');
    await sees(other.packets, 'suback 1,1');
    await broker.publish({ topic: 'a', payload: 'x', qos: 1 });
    await sees(mine.messages, /surprise q1 retain[\s\S]*a x q1[\s\S]*a x q1/);
    expect(mine.messages).toHaveLength(3);
    await sees(other.messages, 'a x q1');
    expect(other.messages).toHaveLength(1);
  });

  test('broker.doublePuback, broker.latePuback, broker.pubackForQos2', async () => {
    const { faults, urls } = await faultyBroker();
    const { mqtt, packets } = await connected(urls[kind]);
    faults.add('broker.doublePuback', { count: 1 });
    await mqtt.publishAsync('a', 'x', { qos: 1 });
    await sees(packets, /puback\npuback/);
    faults.add('broker.latePuback', { time: 50, count: 1 });
    const before = performance.now();
    await mqtt.publishAsync('a', 'x', { qos: 1 });
    expect(performance.now() - before).toBeGreaterThan(45);
    faults.add('broker.pubackForQos2', { count: 1 });
    mqtt.publish('a', 'x', { qos: 2 });
    await sees(packets, /(puback\n?){4}/);
  });

  test('broker.flood into a client that does not read is held back; it has all of it in the end', async () => {
    const { faults, urls } = await faultyBroker();
    const { mqtt, messages } = await connected(urls[kind]);
    const stream = mqtt.stream as unknown as { pause(): void; resume(): void };
    const fault = faults.add('broker.flood', { count: 3000, bytes: 10_000 });
    // Reading stops where it cannot tell the client from one that hangs.
    mqtt.handleMessage = (_packet, done) => void setTimeout(done, 20);
    stream.pause();
    await vi.waitFor(
      async () => {
        const { acted } = fault.status;
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(acted).toBeGreaterThan(0);
        expect(fault.status.acted - acted).toBeLessThanOrEqual(3);
      },
      { interval: 1, timeout: 5000 },
    );
    expect(fault.status.acted).toBeLessThan(2500);
    mqtt.handleMessage = (_packet, done) => done();
    stream.resume();
    await vi.waitFor(() => expect(messages).toHaveLength(3000), { interval: 10, timeout: 10_000 });
    expect(messages.at(-1)).toMatch(/^flood 3000\./);
    await mqtt.publishAsync('a', 'x', { qos: 1 });
  });

  test('broker.kick, broker.malformed, broker.takeOver end the connection', async () => {
    const { faults, urls } = await faultyBroker();
    const kicked = await connected(urls[kind]);
    faults.add('broker.kick', { on: 'subscribe', count: 1 });
    kicked.mqtt.subscribe('a', () => {});
    await sees(kicked.events, 'close');
    expect(kicked.packets).not.toContain('suback 0');
    const confused = await connected(urls[kind]);
    faults.add('broker.malformed', { kind: 'qos3' });
    await sees(confused.events, 'error');
    confused.mqtt.end(true);
    const replaced = await connected(urls[kind]);
    faults.add('broker.takeOver', { stays: 20 });
    await sees(replaced.events, 'close');
    const sound = await connected(urls[kind]);
    await sound.mqtt.publishAsync('a', 'x', { qos: 2 });
  });
});

test('what a client sends right before it goes still reaches the broker', async () => {
  const { broker, urls } = await faultyBroker();
  const watcher = await connected(urls.tcp, { clientId: 'watcher' });
  await watcher.mqtt.subscribeAsync('last');
  for (let i = 0; i < 20; i++) {
    const { mqtt } = await connected(urls.tcp, { clientId: `hasty${i}` });
    mqtt.publish('last', Buffer.alloc(50_000, String(i % 10)), { qos: 0 });
    await mqtt.endAsync();
  }
  await vi.waitFor(() => expect(watcher.messages).toHaveLength(20), { interval: 5, timeout: 3000 });
  await broker.close();
});
