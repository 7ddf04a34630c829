import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FaultMapping } from '#library/index';
import { createTestModule } from '#testing/index';

const TOPICS = ['garden/door', 'garden/lamp', 'a,b', 'ünï'];

/**
 * A lively session: two links and two hosts, publishes of every QoS and size from chance, messages from the broker, things that go
 * wrong.
 * @returns all bytes that the hosts have got, and all that the broker has, and the log
 */
async function session(seed: number, faults: readonly (string | FaultMapping)[]) {
  const lab = await createTestModule({
    broker: true,
    clock: 'manual',
    seed,
    faults,
    settings: { links: 2, reconnectIntervalMs: 1000 },
  });
  const { host, random, clock, broker } = lab;
  const second = lab.addHost('second');
  const heard: Buffer[] = [];
  for (const each of [host, second]) each.stream.on('data', (chunk: Buffer) => heard.push(chunk));
  const say = async (line: string): Promise<void> => {
    host.send(`${line}\r\n`);
    await clock.advance(200 + random.below(50));
  };
  for (const link of [0, 1]) {
    await say(`AT+MQTTUSERCFG=${link},1,"client${link}","","",0,0,""`);
    await say(`AT+MQTTCONN=${link},"broker.example",1883,1`);
    await say(`AT+MQTTSUB=${link},"garden/#",${random.below(3)}`);
  }
  for (let turn = 0; turn < 25; turn++) {
    const topic = TOPICS[random.below(TOPICS.length)] ?? '';
    const payload = random.bytes(random.below(400) + 1);
    switch (random.below(5)) {
      case 0:
        await say(`AT+MQTTPUBRAW=${random.below(2)},"garden/raw",${payload.length},${random.below(3)},0`);
        host.send(payload);
        break;
      case 1:
        await say(`AT+MQTTPUB=0,"${topic.replace(',', '\\,')}","${random.text(20)}",${random.below(3)},0`);
        break;
      case 2:
        second.send('AT+MQTTCONN?\r\nAT+MQTTSUB?\r\n');
        break;
      case 3:
        await broker.publish({ topic: 'garden/door', payload, qos: random.below(3) as 0 | 1 | 2 });
        break;
      default:
        if (random.below(4) === 0) lab.faults.add('wifi.drop', { for: 300 });
    }
    await clock.advance(random.below(500));
  }
  await clock.advance('30s');
  const result = {
    heard: Buffer.concat(heard).toString('latin1'),
    published: broker.messages.map(({ topic, payload, qos }) => `${topic} ${qos} ${payload.toString('hex')}`),
    log: lab.log.map(({ namespace, text }) => `${namespace}: ${text}`),
    traffic: lab.recorder.traffic,
  };
  await lab.close();
  return result;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Plays the session again and again, and expects the same of each. */
async function expectSame(times: number, faults: readonly FaultMapping[]): Promise<void> {
  const first = await session(7, faults);
  expect(first.heard).toContain('+MQTTSUBRECV');
  expect(first.published.length).toBeGreaterThan(2);
  for (let time = 1; time < times; time++) {
    const again = await session(7, faults);
    // What differs is shown only where something does.
    if (digest(again) !== digest(first)) expect(again, `time ${time}`).toEqual(first);
  }
  expect(digest(await session(8, faults))).not.toBe(digest(first));
}

test('the same seed gives the same bytes', () => expectSame(10, []));

test(
  'the same seed gives the same bytes a hundred times where things go wrong by chance',
  { timeout: 120_000 },
  () =>
    expectSame(100, [
      { fault: 'uart.lose', rate: 0.0002 },
      { fault: 'uart.flip', rate: 0.0002 },
      { fault: 'uart.double', rate: 0.0002 },
      { fault: 'uart.delay', time: 5, jitter: 20, rate: 0.2 },
      { fault: 'module.busy', rate: 0.02, time: 40 },
      { fault: 'network.refuse', after: '3s', rate: 0.1 },
      { fault: 'network.latency', time: 10, jitter: 20 },
      { fault: 'broker.latePuback', time: 700, rate: 0.3 },
      { fault: 'broker.noPuback', rate: 0.05 },
      { fault: 'broker.duplicate', rate: 0.2 },
    ]),
);
