import { expect, test } from 'vitest';
import { broken, exchanged } from './support/broken.ts';

test.each([
  [0, true, 2],
  [1, true, 2],
  [2, true, 1],
  [2, false, 2],
] as const)('broker.duplicate, QoS %d, dup=%s: +MQTTSUBRECV comes %d times', async (qos, dup, times) => {
  const { module, host, broker, connect, sound } = await broken();
  await connect();
  await host.command('AT+MQTTSUB=0,"a",2');
  module.faults.add('broker.duplicate', { topic: 'a', dup, count: 1 });
  for (const payload of ['x', 'y']) await broker.publish({ topic: 'a', payload, qos });
  await host.expectNext(`${'+MQTTSUBRECV:0,"a",1,x\r\n'.repeat(times)}+MQTTSUBRECV:0,"a",1,y\r\n`);
  await sound();
});

test('broker.retained: after SUBACK, or before it, for the filters that fit', async () => {
  const { module, host, connect, sound } = await broken();
  await connect();
  const message = '+MQTTSUBRECV:0,"door/any",4,open\r\n';
  const how = { topic: 'door/#', payload: 'open', qos: 1, count: 1 };
  module.faults.add('broker.retained', how);
  await host.exchange('AT+MQTTSUB=0,"window",1\r\n', '\r\nOK\r\n');
  await host.exchange('AT+MQTTSUB=0,"door/+",1\r\n', `\r\nOK\r\n${message}`);
  await host.command('AT+MQTTUNSUB=0,"door/+"');
  module.faults.add('broker.retained', { ...how, before: true });
  await host.exchange('AT+MQTTSUB=0,"door/+",1\r\n', `${message}\r\nOK\r\n`);
  await sound();
});

test.each([0, 1, 2])('broker.flood of QoS %d: as many, as large, on its topic', async (qos) => {
  const { module, host, connect, sound } = await broken();
  await connect();
  module.faults.add('broker.flood', { count: 50, bytes: 10, topic: 'much', qos });
  for (let n = 1; n <= 50; n++) {
    await host.expectNext(`+MQTTSUBRECV:0,"much",10,${String(n).padEnd(10, '.')}\r\n`);
  }
  expect(module.faults.list).toEqual([]);
  await sound();
});

test('broker.flood at a rate: as many a second, until it is switched off', async () => {
  const { module, host, connect, clock, sound } = await broken();
  await connect();
  const fault = module.faults.add('broker.flood', { perSecond: 10, bytes: 1 });
  const heard = async (): Promise<number> => (await host.drain()).split('+MQTTSUBRECV').length - 1;
  await clock.advance(1000);
  expect(await heard()).toBe(10);
  await clock.advance(500);
  expect(await heard()).toBe(5);
  fault.remove();
  await clock.advance(1000);
  expect(await heard()).toBe(0);
  await sound();
});

test('a flood waits for who connects, and goes on with the next connection', async () => {
  const { module, host, connect, sound } = await broken();
  module.faults.add('broker.flood', { count: 200, bytes: 100, client: 'fault' });
  await connect();
  for (let n = 1; n <= 200; n++) await host.expect(`,100,${n}.`);
  await sound();
});

test('a flood into a host that does not read does not grow without bound', async () => {
  const { module, host, connect, sound } = await broken({ settings: { hostBufferBytes: 10_000 } });
  await connect();
  host.stream.pause();
  module.faults.add('broker.flood', { count: 1000, bytes: 1000 });
  let acted = -1;
  while (module.faults.list[0]?.acted !== acted) {
    acted = module.faults.list[0]?.acted ?? 0;
    await exchanged();
  }
  expect(acted).toBeLessThan(500);
  host.stream.resume();
  for (let n = 1; n <= 1000; n++) await host.expect(`,1000,${n}.`);
  await sound();
});
