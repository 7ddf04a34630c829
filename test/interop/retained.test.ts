import { expect } from 'vitest';
import { journey } from './support/journey.ts';

journey('a retained message meets a module that subscribes later', {}, async (fixture) => {
  const peer = await fixture.peer();
  await peer.publish('lamp/state', 'on', 1, true);
  const device = await fixture.connected();
  await device.host.ask('AT+MQTTSUB=0,"lamp/+",1', '⏎OK⏎+MQTTSUBRECV:0,"lamp/state",2,on⏎');
});

journey('subscribing again brings the retained message again', {}, async (fixture) => {
  const peer = await fixture.peer();
  await peer.publish('lamp', 'on', 1, true);
  const device = await fixture.connected();
  const message = '+MQTTSUBRECV:0,"lamp",2,on⏎';
  await device.host.ask('AT+MQTTSUB=0,"lamp",1', `⏎OK⏎${message}`);
  await device.host.ask('AT+MQTTSUB=0,"lamp",1', `ALREADY SUBSCRIBE⏎⏎OK⏎${message}`); // [MQTT-3.8.4-3]
});

journey('what a module publishes retained meets a client that subscribes later', {}, async (fixture) => {
  const device = await fixture.connected();
  for (const qos of [0, 1, 2]) {
    await device.host.ask(`AT+MQTTPUB=0,"kept/${qos}","short",${qos},1`, '⏎OK⏎');
    await device.publish(`kept/raw${qos}`, Buffer.from('raw'), qos, 1);
  }
  const peer = await fixture.peer();
  const wanted = { topic: expect.stringMatching(/^kept\//), retain: true };
  await peer.subscribe('kept/#');
  const topics: string[] = [];
  for (let i = 0; i < 6; i++) {
    const message = await peer.next();
    expect(message).toMatchObject(wanted);
    topics.push(message.topic);
  }
  expect(topics.sort()).toEqual(['kept/0', 'kept/1', 'kept/2', 'kept/raw0', 'kept/raw1', 'kept/raw2']);
});

journey('an empty payload clears a retained message', {}, async (fixture) => {
  const device = await fixture.connected();
  await device.host.ask('AT+MQTTPUB=0,"lamp/state","on",1,1', '⏎OK⏎');
  const early = await fixture.peer();
  await early.subscribe('lamp/state');
  expect(await early.next()).toMatchObject({ payload: Buffer.from('on'), retain: true });

  await device.host.ask('AT+MQTTPUB=0,"lamp/state","",1,1', '⏎OK⏎');
  expect(await early.next()).toMatchObject({ payload: Buffer.alloc(0), retain: false });

  const late = await fixture.peer();
  await late.subscribe('lamp/state');
  await late.publish('lamp/state', 'live');
  expect(await late.text()).toBe('live');
  await device.subscribe('lamp/state');
  await late.publish('lamp/state', 'again');
  await device.host.next('+MQTTSUBRECV:0,"lamp/state",5,again⏎');
});

journey('a message without a payload reaches a subscribed module', {}, async (fixture) => {
  const device = await fixture.connected();
  await device.subscribe('empty', 1);
  const peer = await fixture.peer();
  for (const qos of [0, 1, 2] as const) {
    await peer.publish('empty', '', qos);
    await device.host.next('+MQTTSUBRECV:0,"empty",0,⏎');
  }
});

for (const filter of ['lamp/state', 'lamp/#']) {
  for (const kept of [1, 2] as const) {
    const title = `a persistent session gets a retained message of QoS ${kept} in ${filter} at QoS 2, and stays`;
    journey(title, {}, async (fixture) => {
      const peer = await fixture.peer();
      await peer.publish('lamp/state', 'on', kept, true);
      const device = await fixture.device();
      await device.connect({ persistent: true });
      await device.host.ask(`AT+MQTTSUB=0,"${filter}",2`, '⏎OK⏎+MQTTSUBRECV:0,"lamp/state",2,on⏎');
      if (fixture.qosHere(kept) === 2) await device.tap.seen('got', 'pubrel');
      await peer.publish('lamp/state', 'off', 2, true);
      await device.host.next('+MQTTSUBRECV:0,"lamp/state",3,off⏎');
      expect(await device.state()).toBe(6);
    });
  }
}

journey('a retained message that was not acknowledged comes again to its session', {}, async (fixture) => {
  const peer = await fixture.peer();
  await peer.publish('kept', 'on', 1, true);
  const session = { clientId: 'silent', clean: false };
  const silent = await fixture.peer(session);
  silent.acknowledgeNothing();
  await silent.subscribe('kept');
  expect(await silent.next()).toMatchObject({ topic: 'kept', retain: true });
  await silent.end();
  const back = await fixture.peer(session);
  expect(await back.next()).toMatchObject({ topic: 'kept', payload: Buffer.from('on') });
});
