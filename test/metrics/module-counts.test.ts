import { expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { LinkCounts } from '#metrics/link-counts';
import { ModuleCounts } from '#metrics/module-counts';
import { kindOf } from '#metrics/reason-kind';
import { dialRoute } from '#mqtt/transports/dial';
import { ManualClock } from '#testing/manual-clock';
import { bareModule } from '../support/bare-module.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';

/** A module that is counted, on, with a host that has configured link 0. */
async function counted(...settings: readonly string[]) {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const clock = new ManualClock();
  const counts = new ModuleCounts(clock);
  const { module, addHost } = bareModule(settings, {
    clock,
    observer: counts.observer,
    dial: counts.dial(dialRoute),
  });
  onTestFinished(() => module.powerOff());
  const host = addHost('host', { echo: false });
  module.boot();
  await host.expect('WIFI GOT IP\r\n');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","","",0,0,""');
  return { broker, clock, counts, module, host, addHost, link: counts.link(0) };
}

const total = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((sum, each) => sum + each, 0);

test('connections that fail, are lost and come back are counted by the kind of reason', async () => {
  const { broker, clock, host, link, module } = await counted();
  broker.manners.connack = 5;
  const connect = `AT+MQTTCONN=0,"127.0.0.1",${broker.port},1`;
  await expect(host.command(connect)).rejects.toThrow();
  expect([link.attempts, link.connects, total(link.failures)]).toEqual([1, 0, 1]);
  broker.manners.connack = 0;
  await host.command(connect);
  expect([link.attempts, link.connects, link.reconnects]).toEqual([2, 1, 0]);
  await broker.stop();
  await host.expect('+MQTTDISCONNECTED:0\r\n');
  expect(total(link.losses)).toBe(1);
  clock.advance(module.settings.reconnectIntervalMs);
  await host.expect('+MQTTDISCONNECTED:0\r\n');
  // It stays in its state, and why is what the last try has met.
  expect(total(link.failures)).toBe(2);
  expect(kindOf(link.reason ?? message('link.restart'))).toMatch(/^transport\./);
  await broker.start();
  clock.advance(module.settings.reconnectIntervalMs);
  await host.expect('+MQTTCONNECTED:0');
  expect([link.attempts, link.connects, link.reconnects]).toEqual([4, 2, 1]);
  module.wifi.lose();
  expect(link.losses.get('link.wifiLost')).toBe(1);
});

test('commands that fail, wait, take data or come too early are counted once each', async () => {
  const { broker, counts, host } = await counted();
  const outcomes = (command: string) => Object.fromEntries(counts.commands.get(command) ?? []);
  await expect(host.command('AT+MQTTPUB=0,"t","x",0,0')).rejects.toThrow();
  expect(outcomes('AT+MQTTPUB')).toEqual({ error: 1 });
  expect(counts.errors.size).toBe(1);
  broker.manners.silent.add('connect');
  host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},0\r\nAT+GMR\r\n`);
  await host.expect('busy p...\r\n');
  expect(outcomes('AT+GMR')).toEqual({ busy: 1 });
  expect(outcomes('AT+MQTTCONN')).toEqual({});
  await broker.got('connect');
  host.send('AT+RST\r\n');
  await host.expect('ready\r\n');
  expect([outcomes('AT+RST'), outcomes('AT+MQTTCONN'), counts.restarts]).toEqual([{ ok: 1 }, {}, 1]);
  await host.commandWithData('AT+SYSMFG=2,"own","key",8,5', 'bytes');
  expect(outcomes('AT+SYSMFG')).toEqual({ ok: 1 });
  host.send('hello\r\n');
  await host.expect('ERROR\r\n');
  expect(outcomes('unknown')).toEqual({ error: 1 });
});

test('data that is late or given up is counted', async () => {
  const { clock, counts, host } = await counted('dataModeTimeoutMs=20000');
  host.send('AT+SYSMFG=2,"own","key",8,5\r\n');
  await host.expect('>');
  host.send('by');
  await host.drain();
  clock.advance(5000);
  expect(Object.fromEntries(counts.dataTroubles)).toEqual({ stalled: 1 });
  clock.advance(15_000);
  await host.expect('ERROR\r\n');
  expect(Object.fromEntries(counts.dataTroubles)).toEqual({ stalled: 1, timedOut: 1 });
});

test('what a host that does not read has lost is counted as it happens', async () => {
  const { counts, module, host, addHost } = await counted('hostBufferBytes=1024', 'slowHost=drop');
  const slow = addHost('slow', { echo: false });
  slow.stream.pause();
  const payload = Buffer.alloc(2000, 0x78);
  for (let n = 0; n < 400; n++) module.at.urc(payload, 'received');
  await host.drain();
  expect(counts.dropped.items).toBeGreaterThan(0);
  expect(counts.dropped.bytes).toBe(counts.dropped.items * 2000);
});

test('the kind of a reason is what it was wrapped in last', () => {
  const inner = message('link.wifiLost');
  expect(kindOf(message('link.connectFailed', { why: inner }))).toBe('link.wifiLost');
  const foreign = message('errors.foreign', { text: 'EWHAT' });
  expect(kindOf(message('link.connectFailed', { why: foreign }))).toBe('link.connectFailed');
});

test('the first connection of a link that the settings file connects is no reconnect', () => {
  const link = new LinkCounts(0);
  const reason = message('link.restart');
  const moves: [from: number, to: number][] = [
    [0, 3],
    [3, 4],
    [4, 6],
  ];
  for (const [from, to] of moves) link.moved({ link: 0, from, to, reason } as never, 0);
  expect([link.connects, link.reconnects]).toEqual([1, 0]);
  for (const [from, to] of [
    [6, 3],
    [3, 4],
  ] as const)
    link.moved({ link: 0, from, to, reason } as never, 0);
  expect([link.connects, link.reconnects]).toEqual([2, 1]);
});
