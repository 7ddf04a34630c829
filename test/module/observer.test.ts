import { describe, expect, onTestFinished, test } from 'vitest';
import type { CommandEvent } from '#at/session/observer';
import { textOf } from '#messages/message';
import type { ModuleParts } from '#module/module';
import type { LinkStateEvent } from '#module/observer';
import { dialRoute } from '#mqtt/transports/dial';
import { type BenchHost, ModuleBench } from '../support/module-bench.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

const SECRET = 'hunter2';

type ShownState = Omit<LinkStateEvent, 'reason'> & { readonly reason: string };

/** A module that somebody looks at, and what that one saw. */
class WatchedBench extends ModuleBench {
  readonly commands: CommandEvent[];
  readonly urcs: string[];
  readonly traffic: string[];
  readonly raw: string[];
  /** With the reason as text. */
  readonly states: ShownState[];

  constructor(settings: readonly string[] = [], parts: Partial<ModuleParts> = {}) {
    const commands: CommandEvent[] = [];
    const urcs: string[] = [];
    const traffic: string[] = [];
    const raw: string[] = [];
    const states: ShownState[] = [];
    super(['wifi.autojoin=false', ...settings], {
      observer: {
        command: (event) => commands.push(event),
        urc: (line) => urcs.push(line),
        traffic: ({ host, bytes, shown }) => {
          traffic.push(`${host ?? 'module'}: ${shown}`);
          raw.push(bytes.toString('latin1'));
        },
        linkState: (event) => states.push({ ...event, reason: textOf(event.reason) }),
      },
      ...parts,
    });
    this.commands = commands;
    this.urcs = urcs;
    this.traffic = traffic;
    this.raw = raw;
    this.states = states;
  }

  /** The event of a line, which must be the only one. */
  async after(host: BenchHost, line: string): Promise<CommandEvent> {
    this.commands.length = 0;
    host.send(`${line}\r\n`);
    await host.heard();
    const [event, ...more] = this.commands;
    if (event === undefined || more.length > 0) throw new Error(`${this.commands.length} events`);
    return event;
  }
}

async function connected(settings: readonly string[] = []) {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const bench = new WatchedBench(['wifi.autojoin=true', ...settings], { dial: dialRoute });
  onTestFinished(() => bench.module.powerOff());
  const host = bench.attach('desk');
  bench.module.boot();
  host.send(`ATE0\r\nAT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""\r\n`);
  const connect = async (reconnect: number) => {
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},${reconnect}\r\n`);
    await host.heardTo(`+MQTTCONNECTED:0,1,"127.0.0.1","${broker.port}","",${reconnect}\r\n\r\nOK\r\n`);
  };
  return { broker, bench, host, connect };
}

describe('commands', () => {
  test('are told with their host, reply and time', async () => {
    const bench = new WatchedBench();
    const host = bench.attach('desk');
    expect(await bench.after(host, 'AT+CWMODE?')).toEqual({
      host: 'desk',
      line: 'AT+CWMODE?',
      reply: '+CWMODE:1\r\n\r\nOK\r\n',
      ok: true,
      ms: 0,
    });
  });

  test('that fail are told with their codes and the reason', async () => {
    const bench = new WatchedBench();
    const host = bench.attach('desk');
    const event = await bench.after(host, 'AT+MQTTPUB=0,"t","x",0,0');
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
    const { broker, bench, host } = await connected();
    broker.manners.silent.add('connect');
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\nAT+GMR\r\n`);
    await host.heardTo('busy p...\r\n');
    expect(bench.commands.at(-1)).toMatchObject({
      line: 'AT+GMR',
      reply: '\r\nbusy p...\r\n',
      ok: false,
      failure: { codes: [0x010b0000] },
    });
    await broker.got('connect');
    bench.clock.advance(15_000);
    await host.heardTo('ERROR\r\n');
    expect(bench.commands.at(-1)).toMatchObject({ ok: false, ms: 15_000 });
    expect(bench.commands.at(-1)?.line).toMatch(/^AT\+MQTTCONN=/);
  });

  test('that a restart cuts short are not told; the restart is', async () => {
    const { broker, bench, host } = await connected();
    broker.manners.silent.add('connect');
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\n`);
    await broker.got('connect');
    const event = await bench.after(host, 'AT+RST');
    expect(event).toMatchObject({ line: 'AT+RST', reply: '\r\nWill force to restart!!!\r\n', ok: true });
  });

  test('with data are told at the prompt, and again with the number of bytes', async () => {
    const bench = new WatchedBench();
    const host = bench.attach('desk');
    host.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGPASSWORD=0,7\r\n');
    await host.heard();
    bench.clock.advance(250);
    host.send('hunt');
    host.send('er2');
    await host.heard();
    expect(bench.commands.slice(1)).toEqual([
      { host: 'desk', line: 'AT+MQTTLONGPASSWORD=0,7', reply: '\r\nOK\r\n\r\n>', ok: true, ms: 0 },
      { host: 'desk', line: 'AT+MQTTLONGPASSWORD=0,7', reply: '\r\nOK\r\n', ok: true, ms: 0, dataBytes: 7 },
    ]);
    expect(bench.traffic).toContain('desk: (7 bytes of data)');
    expect(bench.raw).toContain(SECRET);
  });

  test('whose data does not come are told as failed', async () => {
    const bench = new WatchedBench(['dataModeTimeoutMs=1000']);
    const host = bench.attach('desk');
    host.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGPASSWORD=0,7\r\nhunt');
    await host.heard();
    bench.clock.advance(1000);
    await host.heard();
    expect(bench.commands.at(-1)).toMatchObject({ ok: false, ms: 1000, failure: { codes: [0x010a604d] } });
    expect(JSON.stringify([bench.commands, bench.traffic])).not.toContain('hunt');
  });

  test('over 256 bytes are told too', async () => {
    const bench = new WatchedBench();
    const event = await bench.after(bench.attach('desk'), `AT+MQTTPUB=0,"t","${'x'.repeat(300)}",0,0`);
    expect(event).toMatchObject({ ok: false, failure: { codes: [0x01030000] } });
    expect(event.line).toHaveLength(256);
  });

  test('show UTF-8 as it is and other bytes as \\xNN', async () => {
    const bench = new WatchedBench();
    const host = bench.attach('desk');
    expect((await bench.after(host, 'AT+MQTTSUB=0,"温度",0')).line).toBe('AT+MQTTSUB=0,"温度",0');
    host.send(Buffer.from('AT+MQTTSUB=0,"\xff\x80",0\r\n', 'latin1'));
    await host.heard();
    expect(bench.commands.at(-1)?.line).toBe('AT+MQTTSUB=0,"\\xff\\x80",0');
  });
});

describe('a secret is never shown', () => {
  const whole: Record<string, string> = {
    [`AT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""`]: 'AT+MQTTUSERCFG=0,1,"c","u","***",0,0,""',
    [`at+mqttusercfg=0,1,"c","u","a\\"${SECRET}\\,b",0,0,""`]: 'at+mqttusercfg=0,1,"c","u","***",0,0,""',
    [`AT+CWJAP="lab","${SECRET}"`]: 'AT+CWJAP="lab","***"',
    [`AT+MQTTPASSWORD=0,"${SECRET}"`]: 'AT+MQTTPASSWORD=0,"***"',
    'AT+CWJAP="open",""': 'AT+CWJAP="open",""',
    'AT+CWJAP="open"': 'AT+CWJAP="open"',
  };
  test.each(Object.entries(whole))('in %s', async (line, shown) => {
    const bench = new WatchedBench();
    expect((await bench.after(bench.attach('desk'), line)).line).toBe(shown);
  });

  const broken: Record<string, string> = {
    [`AT+CWJAP="lab","${SECRET}`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab",${SECRET}`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab","a,${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab","a"${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+CWJAP=,,,,,,,,,"${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+MQTTUSERCFG=0,1,"c","u,${SECRET}","x",0,0,""`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTUSERCFG=0,1,"c","${SECRET}"`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTUSERCFG=0,1,"c","${SECRET}",,0,0,""`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTLONGPASSWORD=0,"${SECRET}"`]: 'AT+MQTTLONGPASSWORD=…',
    [`AT+CWJAP?"${SECRET}"`]: 'AT+CWJAP…',
    [`AT+CWJAP"lab","${SECRET}"`]: 'AT+CWJAP…',
    [`AT+CWJOP="lab","${SECRET}"`]: 'AT+CWJOP…',
    [`AT+GMR=${SECRET}`]: 'AT+GMR…',
    [SECRET]: '(7 bytes that do not begin with AT)',
    [`AT+CWJAP="lab","${SECRET}${'x'.repeat(300)}"`]: 'AT+CWJAP=…',
  };
  test.each(Object.entries(broken))('in %s, which is malformed', async (line, shown) => {
    const bench = new WatchedBench();
    const event = await bench.after(bench.attach('desk'), line);
    expect(event).toMatchObject({ ok: false, line: shown });
    expect(JSON.stringify([bench.commands, bench.traffic])).not.toContain(SECRET);
  });

  test('when the line is refused because the module is busy', async () => {
    const bench = new WatchedBench();
    const [desk, bed] = [bench.attach('desk'), bench.attach('bed')];
    desk.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGUSERNAME=0,7\r\n');
    await desk.heard();
    const event = await bench.after(bed, `AT+CWJAP="lab","${SECRET}"`);
    expect(event).toMatchObject({ host: 'bed', line: 'AT+CWJAP="lab","***"', ok: false });
  });

  test('in the answer to AT+SYSMFG, which may be a private key', async () => {
    const bench = new WatchedBench();
    const host = bench.attach('desk');
    host.send(`ATE0\r\nAT+SYSMFG=2,"client_key","client_key.0",7,7\r\n${SECRET}`);
    await host.heard();
    const event = await bench.after(host, 'AT+SYSMFG=1,"client_key","client_key.0"');
    expect(event.reply).toBe('***\r\n\r\nOK\r\n');
    expect(JSON.stringify([bench.commands, bench.traffic])).not.toContain(SECRET);
    expect(bench.raw.join('')).toContain(`,7,7,${SECRET}\r\n\r\nOK\r\n`);
  });
});

describe('messages', () => {
  test('are told without their line ends, ready too', () => {
    const bench = new WatchedBench(['wifi.autojoin=true']);
    bench.module.boot();
    expect(bench.urcs).toEqual(['ready', 'WIFI CONNECTED', 'WIFI GOT IP']);
  });

  test('that a data phase holds back are told when they go out', async () => {
    const { broker, bench, host, connect } = await connected();
    await connect(0);
    host.send('AT+MQTTPUBRAW=0,"t",2,0,0\r\nx');
    await host.heardTo('>');
    bench.urcs.length = 0;
    broker.drop();
    await expect.poll(() => bench.states.at(-1)?.to).toBe(3);
    expect(bench.urcs).toEqual([]);
    host.send('y');
    await host.heardTo('+MQTTPUB:FAIL\r\n');
    expect(bench.urcs).toEqual(['+MQTTDISCONNECTED:0']);
  });
});

test('the conversation is told in its order, each thing once, without echo', async () => {
  const bench = new WatchedBench();
  const [desk] = [bench.attach('desk'), bench.attach('bed')];
  bench.module.boot();
  desk.send('AT+CW');
  desk.send('MODE?\r\nAT+CWJAP="lab","pw"\r\n');
  await desk.heard();
  expect(bench.traffic).toEqual([
    'module: ready',
    'desk: AT+CWMODE?',
    'module: +CWMODE:1\r\n\r\nOK\r\n',
    'desk: AT+CWJAP="lab","***"',
    'module: WIFI CONNECTED',
    'module: WIFI GOT IP',
    'module: \r\nOK\r\n',
  ]);
  expect(bench.raw[1]).toBe('AT+CWMODE?\r\n');
});

describe('states of a link are told with what moved it', () => {
  test('commands', async () => {
    const { bench, host, connect } = await connected();
    await connect(0);
    host.send('AT+MQTTSUB=0,"a",0\r\n');
    await host.heardTo('OK\r\n');
    host.send('AT+MQTTUNSUB=0,"a"\r\n');
    await host.heardTo('OK\r\n');
    host.send('AT+MQTTCLEAN=0\r\n');
    await host.heardTo('OK\r\n');
    expect(bench.states).toEqual([
      { link: 0, from: 0, to: 1, reason: 'AT+MQTTUSERCFG' },
      { link: 0, from: 1, to: 4, reason: 'AT+MQTTCONN' },
      { link: 0, from: 4, to: 6, reason: 'AT+MQTTSUB' },
      { link: 0, from: 6, to: 5, reason: 'AT+MQTTUNSUB' },
      { link: 0, from: 5, to: 0, reason: 'AT+MQTTCLEAN' },
    ]);
  });

  test('a broker that refuses, and one that goes away and comes back without the session', async () => {
    const { broker, bench, host, connect } = await connected();
    broker.manners.connack = 5;
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1\r\n`);
    await host.heardTo('ERROR\r\n');
    expect(bench.states.at(-1)).toMatchObject({ from: 1, to: 2 });
    expect(bench.states.at(-1)?.reason).toMatch(/^AT\+MQTTCONN failed: .*refused/);
    broker.manners.connack = 0;
    await connect(1);
    host.send('AT+MQTTSUB=0,"a",0\r\n');
    await host.heardTo('OK\r\n');
    broker.drop();
    await host.heardTo('+MQTTDISCONNECTED:0\r\n');
    expect(bench.states.at(-1)).toMatchObject({ from: 6, to: 3, reason: expect.stringMatching(/clos|lost/) });
    bench.clock.advance(bench.module.settings.reconnectIntervalMs);
    await expect
      .poll(() => bench.states.slice(-2))
      .toEqual([
        { link: 0, from: 3, to: 4, reason: 'the connection is back' },
        { link: 0, from: 4, to: 6, reason: 'subscribed again, because the broker kept no session' },
      ]);
  });

  test('the Wi-Fi', async () => {
    const { bench, connect } = await connected();
    await connect(0);
    bench.module.wifi.lose();
    expect(bench.states.at(-1)).toEqual({ link: 0, from: 4, to: 3, reason: 'the Wi-Fi was lost' });
  });

  test('a restart', async () => {
    const { bench, host, connect } = await connected();
    await connect(0);
    host.send('AT+RST\r\n');
    await host.heardTo('WIFI GOT IP\r\n');
    expect(bench.states.at(-1)).toEqual({ link: 0, from: 4, to: 0, reason: 'restart' });
  });
});
