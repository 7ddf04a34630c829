import type { IPublishPacket, Packet } from 'mqtt-packet';
import { expect } from 'vitest';
import type { Received } from './support/host.ts';
import { journey } from './support/journey.ts';

const LEVELS = [0, 1, 2] as const;
/** Mosquitto 2.0.11 acknowledges QoS 2 messages beyond 20 in flight and then loses them. */
const AT_ONCE = 10;
const FLOOD = 1000;
const COMMANDS = 500;
/** What the broker has answered by the time the command succeeds [B-PUB-1]. */
const ANSWERS: Record<(typeof LEVELS)[number], Packet['cmd'][]> = {
  0: [],
  1: ['puback'],
  2: ['pubrec', 'pubcomp'],
};

journey('a publish of each QoS, short and raw, arrives once and with its QoS', {}, async (fixture) => {
  const device = await fixture.connected();
  const watcher = await fixture.watcher('up/#');
  for (const qos of LEVELS) {
    const answers = ANSWERS[fixture.qosHere(qos)];
    const before = device.tap.got.length;
    await device.host.ask(`AT+MQTTPUB=0,"up/${qos}","short ${qos}",${qos},0`, '⏎OK⏎');
    expect(device.tap.got.slice(before).map(({ cmd }) => cmd)).toEqual(answers);
    await device.publish(`up/${qos}`, Buffer.from(`raw ${qos}`), qos);
    expect(device.tap.got.slice(before).map(({ cmd }) => cmd)).toEqual([...answers, ...answers]);
    for (const text of [`short ${qos}`, `raw ${qos}`]) {
      expect(await watcher.next()).toEqual({
        topic: `up/${qos}`,
        payload: Buffer.from(text),
        qos: fixture.qosHere(qos),
        retain: false,
      });
    }
  }
  expect(watcher.waiting).toEqual([]);
});

journey('a message of each QoS arrives in a subscription of each QoS', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  for (const granted of LEVELS) {
    await device.subscribe(`down/${granted}`, granted);
    for (const qos of LEVELS) {
      await peer.publish(`down/${granted}`, `from ${qos}`, qos);
      await device.host.next(`+MQTTSUBRECV:0,"down/${granted}",6,from ${qos}⏎`);
      const delivered = device.tap.got.filter(({ cmd }) => cmd === 'publish').at(-1) as IPublishPacket;
      expect(delivered.qos).toBe(fixture.qosHere(Math.min(granted, qos) as typeof qos)); // [MQTT-3.8.4-6]
    }
  }
});

journey('a hundred messages of each QoS keep their order both ways', {}, async (fixture) => {
  const device = await fixture.connected();
  const watcher = await fixture.watcher('up');
  const peer = await fixture.peer();
  for (const qos of LEVELS) {
    await device.subscribe(`down/${qos}`, qos);
    for (let i = 0; i < 100; i++) {
      await device.host.ask(`AT+MQTTPUB=0,"up","${i}",${qos},0`, '⏎OK⏎');
    }
    for (let i = 0; i < 100; i++) expect(await watcher.text()).toBe(`${i}`);
    for (let from = 0; from < 100; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, i) => `${from + i}`);
      const published = numbers.map((number) => peer.publish(`down/${qos}`, number, qos));
      for (const number of numbers) expect((await device.host.message()).payload.toString()).toBe(number);
      await Promise.all(published);
    }
  }
});

journey('messages that come meanwhile never break a reply', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  await device.subscribe('down', 1);
  const flood = (async () => {
    for (let i = 0; i < FLOOD; i++) await peer.publish('down', `${i} OK\r\n`);
  })();
  let received = 0;
  const take = (message: Received | undefined): boolean => {
    if (message === undefined) return false;
    expect(message.payload.toString()).toBe(`${received++} OK\r\n`);
    return true;
  };
  for (let i = 0; i < COMMANDS; i++) {
    const publish = i % 2 === 0;
    device.host.write(publish ? `AT+MQTTPUB=0,"up","${i}",1,0⏎` : 'AT+MQTTSUB?⏎');
    const answer = publish ? '⏎OK⏎' : '+MQTTSUB:0,6,"down",1⏎⏎OK⏎';
    while (take(await device.host.messageOr(answer)));
  }
  while (received < FLOOD) take(await device.host.message());
  await flood;
});
