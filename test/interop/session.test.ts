import { expect } from 'vitest';
import { journey } from './support/journey.ts';

journey('messages queued for a persistent session arrive after coming back', {}, async (fixture) => {
  const device = await fixture.device();
  const persistent = { persistent: true };
  await device.connect(persistent);
  await device.subscribe('mail/#', 2);
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  const peer = await fixture.peer();
  // The queue exists once the broker knows that the module is away; until then it would deliver at once.
  for (const [index, qos] of ([1, 2, 1] as const).entries()) await peer.publish('mail/box', `${index}`, qos);

  const command = await device.configure(persistent);
  const queued = [0, 1, 2].map((index) => `+MQTTSUBRECV:0,"mail/box",1,${index}⏎`).join('');
  await device.host.ask(command, `${device.connectedLine(persistent)}⏎OK⏎${queued}`);
  expect(await device.tap.seen('got', 'connack', 2)).toMatchObject({ sessionPresent: true });

  // The subscription is the broker's to remember; the module says what it has subscribed itself.
  await peer.publish('mail/box', 'live');
  await device.host.next('+MQTTSUBRECV:0,"mail/box",4,live⏎');
  expect(device.tap.count('subscribe')).toBe(1);
});

journey('a persistent session outlives AT+RST', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ persistent: true });
  await device.subscribe('mail', 1);
  await device.host.ask('AT+RST', '⏎OK⏎');
  await device.booted();
  const peer = await fixture.peer();
  await peer.publish('mail', 'while away');
  const command = await device.configure({ persistent: true });
  const queued = '+MQTTSUBRECV:0,"mail",10,while away⏎';
  await device.host.ask(command, `${device.connectedLine()}⏎OK⏎${queued}`);
});

journey('nothing is queued for a clean session', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect();
  await device.subscribe('mail', 1);
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  const peer = await fixture.peer();
  await peer.publish('mail', 'while away');
  await device.connect();
  expect(await device.tap.seen('got', 'connack', 2)).toMatchObject({ sessionPresent: false });
  await device.host.ask('AT+MQTTSUB?', '⏎OK⏎');
  await device.subscribe('mail', 1);
  await peer.publish('mail', 'after');
  await device.host.next('+MQTTSUBRECV:0,"mail",5,after⏎');
});

journey('a clean connection ends the persistent session before it', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ persistent: true });
  await device.subscribe('mail', 1);
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  await device.connect();
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  const peer = await fixture.peer();
  await peer.publish('mail', 'while away');
  await device.connect({ persistent: true });
  expect(await device.tap.seen('got', 'connack', 3)).toMatchObject({ sessionPresent: false });
  await device.subscribe('mail', 1);
  await peer.publish('mail', 'after');
  await device.host.next('+MQTTSUBRECV:0,"mail",5,after⏎');
});

journey('a subscription of an earlier run can be ended', {}, async (fixture) => {
  const device = await fixture.device();
  await device.connect({ persistent: true });
  await device.subscribe('mail', 1);
  await device.host.ask('AT+RST', '⏎OK⏎');
  await device.booted();
  await device.connect({ persistent: true });
  await device.host.ask('AT+MQTTSUB?', '⏎OK⏎');
  await device.host.ask('AT+MQTTUNSUB=0,"mail"', 'NO UNSUBSCRIBE⏎⏎OK⏎');
  const peer = await fixture.peer();
  await peer.publish('mail', 'unwanted');
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  await peer.publish('mail', 'unwanted too');
  await device.connect({ persistent: true });
  await device.subscribe('end', 1);
  await peer.publish('end', 'x');
  await device.host.next('+MQTTSUBRECV:0,"end",1,x⏎');
});
