import { expect, test } from 'vitest';
import { broken, exchanged } from './support/broken.ts';

test('broker.noPuback: ERROR after its time, though the message has arrived', async () => {
  const { module, broker, connect, inVain, sound } = await broken();
  await connect();
  module.faults.add('broker.noPuback', { topic: 'a/+', count: 1 });
  await inVain('AT+MQTTPUB=0,"a/b","x",1,0', 'broker.noPuback');
  expect((await broker.published('a/b')).payload.toString()).toBe('x');
  await sound();
});

test('broker.noPuback with reaches=false: the message is lost on the way', async () => {
  const { module, host, broker, connect, inVain, sound } = await broken();
  await connect();
  const fault = module.faults.add('broker.noPuback', { topic: 'a', reaches: false });
  await host.command('AT+MQTTPUB=0,"b","x",1,0');
  await inVain('AT+MQTTPUB=0,"a","x",1,0', 'broker.noPuback');
  fault.remove();
  await sound();
  expect(broker.messages.map(({ topic }) => topic)).not.toContain('a');
});

test('broker.noPuback for a while: from firmware 4.1 on the publish is sent again, and answered', async () => {
  const settings = { firmware: '4.1' } as const;
  const { module, host, broker, connect, clock, acted, sound } = await broken({ settings });
  await connect();
  const fault = module.faults.add('broker.noPuback', {});
  host.send('AT+MQTTPUB=0,"a","x",1,0\r\n');
  await acted('broker.noPuback');
  fault.remove();
  await broker.published('a');
  await clock.advance(5000);
  await host.expectNext('\r\nOK\r\n');
  expect(broker.messages.map(({ topic }) => topic)).toEqual(['a', 'a']);
  await sound();
});

test('broker.latePuback: OK so much later, and later ones behind it', async () => {
  const { module, host, broker, connect, acted, clock, sound } = await broken();
  await connect();
  module.faults.add('broker.latePuback', { time: '4s', count: 1 });
  host.send('AT+MQTTPUB=0,"a","x",1,0\r\n');
  await acted('broker.latePuback');
  await broker.published('a');
  await exchanged();
  await clock.advance(3999);
  expect(await host.drain()).toBe('');
  await clock.advance(1);
  await host.expectNext('\r\nOK\r\n');
  await sound();
});

test('broker.latePuback that is too late: ERROR, and the late one answers nothing else', async () => {
  const { module, host, connect, inVain, clock, sound } = await broken();
  await connect();
  module.faults.add('broker.latePuback', { time: '12s', count: 1 });
  await inVain('AT+MQTTPUB=0,"a","x",1,0', 'broker.latePuback');
  await clock.advance(2000);
  expect(await host.drain()).toBe('');
  await sound();
});

test('broker.doublePuback: one OK', async () => {
  const { module, host, connect, sound } = await broken();
  await connect();
  module.faults.add('broker.doublePuback', { count: 3 });
  for (let i = 0; i < 3; i++) await host.exchange('AT+MQTTPUB=0,"a","x",1,0\r\n', '\r\nOK\r\n');
  await sound();
  expect(await host.drain()).toBe('');
});

test('broker.doublePubrec: one OK, one message', async () => {
  const { module, host, broker, connect, sound } = await broken();
  await connect();
  module.faults.add('broker.doublePubrec', { count: 2 });
  for (let i = 0; i < 2; i++) await host.exchange('AT+MQTTPUB=0,"a","x",2,0\r\n', '\r\nOK\r\n');
  await sound();
  expect(broker.messages.filter(({ topic }) => topic === 'a')).toHaveLength(2);
});

test.each([
  ['broker.noPubrec', { reaches: true }, 1],
  ['broker.noPubrec', { reaches: false }, 0],
  ['broker.noPubcomp', {}, 1],
] as const)('%s %o: +MQTTPUB:FAIL after its time', async (name, parameters, arrived) => {
  const { module, host, broker, connect, acted, clock, sound } = await broken();
  await connect();
  module.faults.add(name, { ...parameters, count: 1 });
  host.send('AT+MQTTPUBRAW=0,"a",1,2,0\r\n');
  await host.expect('>');
  host.send('x');
  await acted(name);
  await clock.advance(10_000);
  await host.expect('+MQTTPUB:FAIL\r\n');
  await sound();
  expect(broker.messages.filter(({ topic }) => topic === 'a')).toHaveLength(arrived);
});

test('broker.pubackForQos2: OK after PUBACK, which the log tells of, and QoS 1 comes', async () => {
  const { module, host, broker, log, connect, sound } = await broken();
  await connect();
  await host.command('AT+MQTTSUB=0,"before",2');
  const fault = module.faults.add('broker.pubackForQos2', {});
  await host.command('AT+MQTTSUB=0,"after",2');
  await host.exchange('AT+MQTTPUB=0,"a","x",2,0\r\n', '\r\nOK\r\n');
  expect((await broker.published('a')).qos).toBe(1);
  expect(log.map(({ text }) => text).join('\n')).toContain('PUBACK');
  for (const topic of ['before', 'after']) {
    await broker.publish({ topic, payload: 'x', qos: 2 });
    await host.expectNext(`+MQTTSUBRECV:0,"${topic}",1,x\r\n`);
  }
  fault.remove();
  await broker.publish({ topic: 'before', payload: 'y', qos: 2 });
  await host.expectNext('+MQTTSUBRECV:0,"before",1,y\r\n');
  await sound();
});

test('broker.latePuback: what is late comes at once when it is switched off', async () => {
  const { module, host, connect, acted, clock, sound } = await broken();
  await connect();
  const fault = module.faults.add('broker.latePuback', { time: '1h' });
  host.send('AT+MQTTPUB=0,"a","x",1,0\r\n');
  await acted('broker.latePuback');
  await exchanged();
  await clock.advance(1000);
  expect(await host.drain()).toBe('');
  fault.remove();
  await host.expectNext('\r\nOK\r\n');
  await sound();
});
