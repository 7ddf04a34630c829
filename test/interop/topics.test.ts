import type { IPublishPacket } from 'mqtt-packet';
import { expect } from 'vitest';
import { journey } from './support/journey.ts';

/** For Mosquitto. */
const COPYING = 'allow_duplicate_messages true';

journey(
  'ten topics fit, the eleventh is subscribed too, and a place that is free is used again',
  {},
  async (fixture) => {
    const device = await fixture.connected();
    const peer = await fixture.peer();
    for (let i = 1; i <= 10; i++) await device.subscribe(`room/${i}`, i % 3);
    const listed = Array.from({ length: 10 }, (_, i) => `+MQTTSUB:0,6,"room/${i + 1}",${(i + 1) % 3}⏎`);
    await device.host.ask('AT+MQTTSUB?', `${listed.join('')}⏎OK⏎`);

    await device.subscribe('room/11');
    await peer.publish('room/11', 'heard');
    await device.host.next('+MQTTSUBRECV:0,"room/11",5,heard⏎');

    await device.host.ask('AT+MQTTUNSUB=0,"room/1"', '⏎OK⏎');
    await device.subscribe('room/12', 2);
    await peer.publish('room/1', 'unheard');
    await peer.publish('room/12', 'heard');
    await device.host.next('+MQTTSUBRECV:0,"room/12",5,heard⏎');
    const [, ...kept] = [...listed, '+MQTTSUB:0,6,"room/11",0⏎'];
    await device.host.ask('AT+MQTTSUB?', `+MQTTSUB:0,6,"room/12",2⏎${kept.join('')}⏎OK⏎`);
  },
);

journey('each of ten topics gets its messages', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  for (let i = 0; i < 10; i++) await device.subscribe(`room/${i}`, 1);
  for (let i = 0; i < 10; i++) {
    await peer.publish(`room/${i}`, `${i}`);
    await device.host.next(`+MQTTSUBRECV:0,"room/${i}",1,${i}⏎`);
  }
});

journey('the states follow the subscriptions', {}, async (fixture) => {
  const device = await fixture.connected();
  expect(await device.state()).toBe(4);
  await device.subscribe('a');
  expect(await device.state()).toBe(6);
  await device.host.ask('AT+MQTTUNSUB=0,"b"', 'NO UNSUBSCRIBE⏎⏎OK⏎');
  await device.host.ask('AT+MQTTUNSUB=0,"a"', '⏎OK⏎');
  expect(await device.state()).toBe(5);
  await device.host.ask('AT+MQTTUNSUB=0,"a"', 'NO UNSUBSCRIBE⏎⏎OK⏎');
});

journey('wildcards match what MQTT says they match', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  await device.subscribe('+/temp');
  await device.subscribe('dev/#');
  const matching = ['kitchen/temp', '/temp', 'dev', 'dev/', 'dev/a/b/c'];
  for (const topic of ['temp', 'a/b/temp', 'devil', ...matching]) await peer.publish(topic, 'x');
  for (const topic of matching) await device.host.next(`+MQTTSUBRECV:0,"${topic}",1,x⏎`);
});

journey('a lone # gets all but what begins with $', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  await device.subscribe('#');
  await peer.publish('$mine/x', 'hidden').catch(() => {});
  await peer.publish('a/b', 'seen');
  await device.host.next('+MQTTSUBRECV:0,"a/b",4,seen⏎');
});

// Per broker, how many copies of a message come that three filters of one client match.
const COPIES = [
  { title: 'as the brokers are', extra: '', copies: { Mosquitto: 1, Aedes: 1, RabbitMQ: 1 } },
  { title: 'with a broker that copies', extra: COPYING, copies: { Mosquitto: 3, Aedes: 1, RabbitMQ: 1 } },
];

for (const { title, extra, copies } of COPIES) {
  journey(`the broker decides about overlapping filters, ${title}`, { extra }, async (fixture) => {
    const device = await fixture.connected();
    const peer = await fixture.peer();
    for (const filter of ['home/#', 'home/+', 'home/hall', 'end']) await device.subscribe(filter, 1);
    await peer.publish('home/hall', 'x');
    await peer.publish('end', 'end');
    const messages = '+MQTTSUBRECV:0,"home/hall",1,x⏎'.repeat(copies[fixture.kind]);
    await device.host.next(`${messages}+MQTTSUBRECV:0,"end",3,end⏎`);
  });
}

journey('subscribing again changes the QoS that is delivered', {}, async (fixture) => {
  const device = await fixture.connected();
  const peer = await fixture.peer();
  let messages = 0;
  for (const qos of [0, 2, 1] as const) {
    const answer = messages === 0 ? '⏎OK⏎' : 'ALREADY SUBSCRIBE⏎⏎OK⏎';
    await device.host.ask(`AT+MQTTSUB=0,"level",${qos}`, answer);
    await device.host.ask('AT+MQTTSUB?', `+MQTTSUB:0,6,"level",${qos}⏎⏎OK⏎`);
    await peer.publish('level', 'x', 2);
    await device.host.next('+MQTTSUBRECV:0,"level",1,x⏎');
    messages++;
    const delivered = (await device.tap.seen('got', 'publish', messages)) as IPublishPacket;
    expect(delivered.qos).toBe(fixture.qosHere(qos));
  }
  expect(device.tap.count('subscribe')).toBe(3);
});
