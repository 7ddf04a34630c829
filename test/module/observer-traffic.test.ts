import { describe, expect, test } from 'vitest';
import { textOf } from '#messages/message';
import { connected, SECRET, watchedModule } from './support/watched-module.ts';

describe('commands', () => {
  test('are told with their host, reply and time', async () => {
    const watched = watchedModule();
    const host = watched.addHost('desk');
    expect(await watched.after(host, 'AT+CWMODE?')).toEqual({
      host: 'desk',
      line: 'AT+CWMODE?',
      reply: '+CWMODE:1\r\n\r\nOK\r\n',
      ok: true,
      ms: 0,
    });
  });

  test('that fail are told with their codes and the reason', async () => {
    const watched = watchedModule();
    const host = watched.addHost('desk');
    const event = await watched.after(host, 'AT+MQTTPUB=0,"t","x",0,0');
    expect(event).toEqual({
      host: 'desk',
      line: 'AT+MQTTPUB=0,"t","x",0,0',
      reply: '\r\nERROR\r\n',
      ok: false,
      ms: 0,
      failure: { codes: [0x010a6006], reason: event?.failure?.reason },
    });
    expect(event?.failure && textOf(event.failure.reason)).toContain('state 0');
  });

  test('that wait are told when they are answered, and what is refused meanwhile at once', async () => {
    const { broker, watched, host } = await connected();
    broker.manners.silent.add('connect');
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\nAT+GMR\r\n`);
    await host.expect('busy p...\r\n');
    expect(watched.commands.at(-1)).toMatchObject({
      line: 'AT+GMR',
      reply: '\r\nbusy p...\r\n',
      ok: false,
      failure: { codes: [0x010b0000] },
    });
    await broker.got('connect');
    watched.clock.advance(15_000);
    await host.expect('ERROR\r\n');
    expect(watched.commands.at(-1)).toMatchObject({ ok: false, ms: 15_000 });
    expect(watched.commands.at(-1)?.line).toMatch(/^AT\+MQTTCONN=/);
  });

  test('that a restart cuts short are not told; the restart is', async () => {
    const { broker, watched, host } = await connected();
    broker.manners.silent.add('connect');
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\n`);
    await broker.got('connect');
    const event = await watched.after(host, 'AT+RST');
    expect(event).toMatchObject({
      line: 'AT+RST',
      reply: '\r\nWill force to restart!!!\r\n\r\nOK\r\n',
      ok: true,
    });
  });

  test('with data are told at the prompt, and again with the number of bytes', async () => {
    const watched = watchedModule();
    const host = watched.addHost('desk');
    host.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGPASSWORD=0,7\r\n');
    await host.drain();
    watched.clock.advance(250);
    host.send('hunt');
    host.send('er2');
    await host.drain();
    expect(watched.commands.slice(1)).toEqual([
      { host: 'desk', line: 'AT+MQTTLONGPASSWORD=0,7', reply: '\r\nOK\r\n\r\n>', ok: true, ms: 0 },
      { host: 'desk', line: 'AT+MQTTLONGPASSWORD=0,7', reply: '\r\nOK\r\n', ok: true, ms: 0, dataBytes: 7 },
    ]);
    expect(watched.traffic).toContain('desk: (7 bytes of data)');
    expect(watched.raw).toContain(SECRET);
  });

  test('whose data does not come are told as failed', async () => {
    const watched = watchedModule(['dataModeTimeoutMs=1000']);
    const host = watched.addHost('desk');
    host.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGPASSWORD=0,7\r\nhunt');
    await host.drain();
    watched.clock.advance(1000);
    await host.drain();
    expect(watched.commands.at(-1)).toMatchObject({ ok: false, ms: 1000, failure: { codes: [0x010a604d] } });
    expect(JSON.stringify([watched.commands, watched.traffic])).not.toContain('hunt');
  });

  test('over 256 bytes are told too', async () => {
    const watched = watchedModule();
    const event = await watched.after(watched.addHost('desk'), `AT+MQTTPUB=0,"t","${'x'.repeat(300)}",0,0`);
    expect(event).toMatchObject({ ok: false, failure: { codes: [0x01030000] } });
    expect(event.line).toHaveLength(256);
  });

  test('show UTF-8 as it is and other bytes as \\xNN', async () => {
    const watched = watchedModule();
    const host = watched.addHost('desk');
    expect((await watched.after(host, 'AT+MQTTSUB=0,"温度",0')).line).toBe('AT+MQTTSUB=0,"温度",0');
    host.send(Buffer.from('AT+MQTTSUB=0,"\xff\x80",0\r\n', 'latin1'));
    await host.drain();
    expect(watched.commands.at(-1)?.line).toBe('AT+MQTTSUB=0,"\\xff\\x80",0');
  });
});

describe('messages', () => {
  test('are told without their line ends, ready too', () => {
    const watched = watchedModule(['wifi.autojoin=true']);
    watched.module.boot();
    expect(watched.urcs).toEqual(['ready', 'WIFI CONNECTED', 'WIFI GOT IP']);
  });

  test('that a data phase holds back are told when they go out', async () => {
    const { broker, watched, host, connect } = await connected();
    await connect(0);
    host.send('AT+MQTTPUBRAW=0,"t",2,0,0\r\nx');
    await host.expect('>');
    watched.urcs.length = 0;
    broker.drop();
    await expect.poll(() => watched.states.at(-1)?.to).toBe(3);
    expect(watched.urcs).toEqual([]);
    host.send('y');
    await host.expect('+MQTTPUB:FAIL\r\n');
    expect(watched.urcs).toEqual(['+MQTTDISCONNECTED:0']);
  });
});

test('the conversation is told in its order, each thing once, without echo', async () => {
  const watched = watchedModule();
  const [desk] = [watched.addHost('desk'), watched.addHost('bed')];
  watched.module.boot();
  desk.send('AT+CW');
  desk.send('MODE?\r\nAT+CWJAP="lab","pw"\r\n');
  await desk.drain();
  expect(watched.traffic).toEqual([
    'module: ready',
    'desk: AT+CWMODE?',
    'module: +CWMODE:1\r\n\r\nOK\r\n',
    'desk: AT+CWJAP="lab","***"',
    'module: WIFI CONNECTED',
    'module: WIFI GOT IP',
    'module: \r\nOK\r\n',
  ]);
  expect(watched.raw[1]).toBe('AT+CWMODE?\r\n');
});
