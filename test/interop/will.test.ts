import { expect } from 'vitest';
import { journey } from './support/journey.ts';

const WILL = { topic: 'wills/device', payload: '设备离线', qos: 1 };

journey('AT+RST leaves without DISCONNECT, and the will is published', {}, async (fixture) => {
  const watcher = await fixture.watcher('wills/#');
  const device = await fixture.device();
  await device.connect({ will: WILL });
  await device.host.ask('AT+RST', '⏎OK⏎');
  await device.booted();
  expect(await watcher.next()).toEqual({
    topic: WILL.topic,
    payload: Buffer.from(WILL.payload),
    qos: 1,
    retain: false,
  });
  expect(device.tap.count('disconnect')).toBe(0);
  expect(await device.state()).toBe(0);
});

journey('the plug is pulled, and a retained will meets those who come later', {}, async (fixture) => {
  const watcher = await fixture.watcher('wills/#');
  const device = await fixture.device();
  await device.connect({ will: { ...WILL, retain: true } });
  await device.off();
  expect(await watcher.text()).toBe(WILL.payload);
  const late = await fixture.watcher('wills/#');
  expect(await late.next()).toMatchObject({ payload: Buffer.from(WILL.payload), retain: true });
});

journey('AT+MQTTCLEAN says DISCONNECT, and the will is not published', {}, async (fixture) => {
  const watcher = await fixture.watcher('wills/#');
  const device = await fixture.device();
  await device.connect({ will: WILL });
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  await device.tap.seen('sent', 'disconnect');
  expect(await device.state()).toBe(0);
  // With the same identifier the broker is done with the earlier connection before it accepts this one.
  await device.connect();
  await device.host.ask('AT+MQTTPUB=0,"wills/none","not a will",1,0', '⏎OK⏎');
  expect(await watcher.text()).toBe('not a will');
});
