import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { textOf } from '#messages/message';
import { chinese } from '#messages/zh/chinese';
import { controlled } from './support/controlled.ts';
import { type CameEvent, listenTo } from './support/event-source.ts';

async function watched() {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('ATE0');
  const source = await listenTo(run.target, '?since=0');
  const port = new URL(run.broker ?? '').port;
  const told = (type: string, fits: (data: CameEvent['data']) => boolean) =>
    source.until((event) => event.type === type && fits(event.data)).then(({ data }) => data);
  return { run, host, port, told };
}

test('what an event says comes with its key and parameters, and is the same text when made of them', async () => {
  const { run, host, port, told } = await watched();
  await host.command('AT+MQTTUSERCFG=0,1,"pump","u","secret-word",0,0,""');
  await host.command('AT+MQTTCONN=0,"127.0.0.1",1,0').catch(() => {});
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  await host.command('AT+MQTTPUB=0,"t","a,b",0,0').catch(() => {});
  await host.command('AT+CWQAP');
  const events = [
    await told('command', ({ ok, line }) => !ok && line.startsWith('AT+MQTTPUB')),
    await told('command', ({ ok, line }) => !ok && line.startsWith('AT+MQTTCONN')),
    await told('state', ({ to }) => to === 3),
    await told('compat', ({ rule }) => rule === 'autojoin'),
    await told('connection', ({ phase, reason }) => phase === 'closed' && reason !== undefined),
  ];
  for (const event of events) {
    expect(textOf(event)).toBe(event.why ?? event.reason);
    expect(chinese.textOf(event)).toMatch(/[\u4e00-\u9fff]/);
  }
  run.events.add({ event: 'verdict', code: 0 });
  const all = run.events.after(0).events.map(({ json }) => json);
  expect(all.join('\n')).not.toContain('secret-word');
});

test('what a URC is and which data are counted is told with the traffic', async () => {
  const { host, told } = await watched();
  await host.command('AT+RST');
  expect(await told('traffic', ({ text }) => text === 'ready')).toMatchObject({ urc: true });
  const reply = await told('traffic', ({ text }) => text === '\r\nOK\r\n');
  expect(reply).not.toHaveProperty('urc');
});

test('a line that ends otherwise than with CR LF comes with its bytes', async () => {
  const run = await controlled({ set: ['terminator=any'] });
  const source = await listenTo(run.target, '?since=0');
  const socket = connect(Object.values(run.ports)[0] ?? 0, '127.0.0.1');
  socket.write('AT+GMR\n');
  const { data } = await source.until((event) => event.type === 'traffic' && event.data.text === 'AT+GMR');
  expect(Buffer.from(data.base64, 'base64').toString()).toBe('AT+GMR\n');
  socket.destroy();
});

test('a payload that is not UTF-8 comes with its bytes, and so does the URC that has it', async () => {
  const { run, host, port, told } = await watched();
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  await host.command('AT+MQTTSUB=0,"t",0');
  await run.ask('/api/v1/broker/messages', { json: { topic: 't', base64: '//4=' } });
  expect(await told('packet', ({ topic }) => topic === 't')).toMatchObject({ payloadBase64: '//4=' });
  const urc = await told('traffic', ({ text }) => text.startsWith('+MQTTSUBRECV'));
  expect(Buffer.from(urc.base64, 'base64').toString('latin1')).toBe('+MQTTSUBRECV:0,"t",2,\xff\xfe\r\n');
});

test('a usual line needs no bytes beside it, and one with a secret has none', async () => {
  const { host, told } = await watched();
  await host.command('AT+GMR');
  await host.command('AT+MQTTUSERCFG=0,1,"泵","u","secret-word",0,0,""');
  await host.command('AT+MQTTPUB=0,"泵","x",0,0').catch(() => {});
  for (const name of ['AT+GMR', 'AT+MQTTUSERCFG', 'AT+MQTTPUB'])
    expect(await told('traffic', ({ text }) => text.startsWith(name))).not.toHaveProperty('base64');
});

test('packets come with what pairs them, and with their bytes', async () => {
  const { host, port, told } = await watched();
  await host.command('AT+MQTTUSERCFG=0,1,"pump","u","secret-word",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  await host.command('AT+MQTTSUB=0,"t",1');
  await host.command('AT+MQTTPUB=0,"t","x",1,0');
  const packet = (name: string, direction: string) =>
    told('packet', (data) => data.packet === name && data.direction === direction);
  const connectPacket = Buffer.from((await packet('CONNECT', 'sent')).base64, 'base64').toString('latin1');
  expect(connectPacket).toContain('pump');
  expect(connectPacket).toContain('***********');
  expect(await packet('CONNACK', 'received')).toMatchObject({ returnCode: 0, base64: 'IAIAAA==' });
  const { packetId } = await packet('SUBSCRIBE', 'sent');
  expect(await packet('SUBACK', 'received')).toMatchObject({ packetId });
  const publish = await packet('PUBLISH', 'sent');
  expect(publish).not.toHaveProperty('base64');
  expect(await packet('PUBACK', 'received')).toMatchObject({ packetId: publish.packetId });
});

test.each([
  'AT+CWJAP="lab","hunter2"',
  'AT+CWJAP="lab","hunter2',
  'AT+CWJAP="lab","\xff\xfehunter2"',
  'AT+CWJAP="a,hunter2"',
  'AT+MQTTUSERCFG=0,1,"c","u","hunter2",0,0,""',
  'AT+MQTTUSERCFG=0,1,"c","hunter2"',
  'AT+MQTTPASSWORD=0,"hunter2"',
  'AT+GMR=hunter2',
  'hunter2',
  'AT\nhunter2',
])('a secret is in no event, not in its bytes or parameters either: %j', async (line) => {
  const { run, host, told } = await watched();
  host.send(Buffer.from(`${line}\r\nAT+SYSRAM?\r\n`, 'latin1'));
  await told('command', ({ reply }) => reply.includes('+SYSRAM:'));
  const events = run.events.after(0).events.map(({ json }) => JSON.parse(json));
  const raw = events.map(({ base64 = '' }) => Buffer.from(base64, 'base64').toString('latin1'));
  expect([JSON.stringify(events), ...raw].join('\n')).not.toContain('hunter2');
});
