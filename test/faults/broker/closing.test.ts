import { expect, test } from 'vitest';
import { type Broken, broken, until } from './support/broken.ts';

const LOST = '+MQTTDISCONNECTED:0\r\n';
const BACK = '+MQTTCONNECTED:0,1,"broker.test","1883","",1\r\n';

/** A link that reconnects comes back once its pause is over. */
async function comesBack({ host, clock }: Broken): Promise<void> {
  await clock.advance(10_000);
  await host.expect(BACK);
}

test('broker.kick: the link is lost; it comes back where it reconnects', async () => {
  const all = await broken();
  const { module, host, clock, connect, sound } = all;
  await connect({ reconnect: true });
  module.faults.add('broker.kick', { after: '1s' });
  await clock.advance(1000);
  await host.expectNext(LOST);
  await comesBack(all);
  await sound();
});

test('broker.kick again and again', async () => {
  const all = await broken();
  const { module, host, clock, connect, sound } = all;
  await connect({ reconnect: true });
  module.faults.add('broker.kick', { every: '1m', count: 2 });
  for (let i = 0; i < 2; i++) {
    await clock.advance(i === 0 ? 0 : 60_000);
    await host.expectNext(LOST);
    await comesBack(all);
  }
  await clock.advance(60_000);
  await sound();
});

test('what happens by the clock needs somebody it happens to, and counts only then', async () => {
  const all = await broken();
  const { module, host, clock, news, connect, sound } = all;
  module.faults.add('broker.kick');
  module.faults.add('broker.malformed', { client: 'somebody else', after: '1ms' });
  await clock.advance(1);
  expect(news).toEqual([
    'broker.kick begins',
    'broker.kick ends',
    'broker.malformed begins',
    'broker.malformed ends',
  ]);
  const fault = module.faults.add('broker.kick', { every: '30s', count: 1 });
  await clock.advance(0);
  await connect({ reconnect: true });
  await clock.advance('30s');
  await host.expect(LOST);
  await comesBack(all);
  expect(fault.status).toMatchObject({ active: false, acted: 1 });
  await sound();
});

test.each([
  ['subscribe', 'AT+MQTTSUB=0,"rules/a",0'],
  ['publish', 'AT+MQTTPUB=0,"rules/a","x",1,0'],
] as const)('broker.kick on=%s of a topic: instead of an answer', async (on, line) => {
  const all = await broken();
  const { module, host, connect, sound } = all;
  await connect({ reconnect: true });
  const fault = module.faults.add('broker.kick', { on, topic: 'rules/#' });
  await sound();
  host.send(`${line}\r\n`);
  await host.expectNext(`${LOST}\r\nERROR\r\n`);
  await comesBack(all);
  fault.remove();
  await host.command(line);
  await sound();
});

test('broker.kick on=connect: right after it was accepted', async () => {
  const all = await broken();
  const { module, host, connect, sound } = all;
  module.faults.add('broker.kick', { on: 'connect', count: 1 });
  await connect({ reconnect: true });
  await host.expectNext(LOST);
  await comesBack(all);
  await sound();
});

test('broker.closeAfter: so many packets of both sides', async () => {
  const all = await broken();
  const { module, host, connect, sound } = all;
  const fault = module.faults.add('broker.closeAfter', { packets: 6 });
  await connect({ reconnect: true });
  // CONNECT, CONNACK; two each.
  await host.command('AT+MQTTPUB=0,"a","x",1,0');
  await host.command('AT+MQTTPUB=0,"a","x",1,0');
  await host.expectNext(LOST);
  await comesBack(all);
  fault.remove();
  await sound();
});

test('broker.takeOver: the broker closes the connection, and takes the link back', async () => {
  const all = await broken();
  const { module, host, clock, connect, sound, notices } = all;
  await connect({ reconnect: true });
  module.faults.add('broker.takeOver', { stays: '1m' });
  await clock.advance(0);
  await host.expectNext(LOST);
  await comesBack(all);
  await sound();
  expect(notices.filter((each) => / connected/.test(each))).toHaveLength(3);
});

test('broker.takeOver: the other one leaves after its time', async () => {
  const { module, host, clock, connect, notices } = await broken();
  await connect();
  module.faults.add('broker.takeOver', { stays: '10s' });
  await clock.advance(0);
  await host.expectNext(LOST);
  await clock.advance(10_000);
  await until(() => notices.filter((each) => / disconnected/.test(each)).length === 2);
});

test.each([
  'remainingLength',
  'length',
  'reservedType0',
  'reservedType15',
  'flags',
  'pingreq',
  'secondConnack',
  'zeroId',
  'wildcardTopic',
  'qos3',
] as const)('broker.malformed, %s: the module closes the connection', async (kind) => {
  const all = await broken();
  const { module, host, clock, connect, sound } = all;
  await connect({ reconnect: true });
  module.faults.add('broker.malformed', { kind });
  await clock.advance(0);
  await host.expectNext(LOST);
  await comesBack(all);
  await sound();
});

test('broker.malformed, subackId and notUtf8: the connection goes on', async () => {
  const { module, host, connect, sound } = await broken();
  await connect();
  module.faults.add('broker.malformed', { kind: 'subackId', on: 'subscribe', count: 1 });
  await host.exchange('AT+MQTTSUB=0,"a",0\r\n', '\r\nOK\r\n');
  module.faults.add('broker.malformed', { kind: 'notUtf8', on: 'publish', topic: 'a', count: 1 });
  await host.command('AT+MQTTPUB=0,"b","x",0,0');
  await host.command('AT+MQTTPUB=0,"a","x",0,0');
  await host.expect(Buffer.from('+MQTTSUBRECV:0,"m\xff\xfe",9,malformed\r\n', 'latin1'));
  await host.expect('+MQTTSUBRECV:0,"a",1,x\r\n');
  await sound();
});

test('broker.malformed: the seed chooses the kind', async () => {
  const kinds = async (seed: number): Promise<string[]> => {
    const { module, clock, connect, log, close } = await broken();
    await connect({ reconnect: true });
    module.faults.add('broker.malformed', { every: '15s', count: 6, seed });
    await clock.advance('90s');
    await close();
    return log.map(({ text }) => text).filter((text) => text.includes('violated the MQTT protocol'));
  };
  const [three, four] = [await kinds(3), await kinds(4)];
  expect(new Set(three).size).toBeGreaterThan(2);
  expect(await kinds(3)).toEqual(three);
  expect(four).not.toEqual(three);
});
