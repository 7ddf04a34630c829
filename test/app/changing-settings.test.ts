import { describe, expect, onTestFinished, test } from 'vitest';
import { HostResets } from '#app/host-resets';
import { ModuleUnit } from '#app/module-unit';
import type { RunContext } from '#app/run-context';
import { faultFactory } from '#faults/factory';
import { createMemoryFlash } from '#module/flash/flash';
import { OFFLINE } from '#module/platform';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { attachHost } from '#testing/attach-host';
import { ManualClock, settled, type TestHost } from '#testing/index';

// What changes about a module that runs: its settings, and whether it has power.

interface Fixture {
  readonly unit: ModuleUnit;
  readonly clock: ManualClock;
  readonly host: TestHost;
  change(input: SettingsInput): void;
  attach(): TestHost;
}

async function started(input: SettingsInput = {}, more: Partial<RunContext> = {}): Promise<Fixture> {
  const clock = new ManualClock();
  const context: RunContext = {
    logFor: () => () => {},
    observerFor: () => undefined,
    hostGone() {},
    programEnded() {},
    platform: OFFLINE,
    clock,
    faults: faultFactory,
    changeable: true,
    ...more,
  };
  const settings = parseSettings({ wifi: { autojoin: false }, ...input });
  const parts = { name: 'm', settings, flash: createMemoryFlash(), log: () => {} };
  const unit = new ModuleUnit(parts, context);
  const attach = (): TestHost => attachHost((stream) => unit.attach(stream, { name: 'host' }));
  const host = attach();
  unit.module.boot();
  onTestFinished(() => unit.module.powerOff());
  await host.expect('\r\nready\r\n');
  await host.command('ATE0');
  const change = (changes: SettingsInput): void =>
    unit.change(parseSettings({ wifi: { autojoin: false }, ...input, ...changes }));
  return { unit, clock, host, change, attach };
}

test('a setting that acts at once does', async () => {
  const { unit, clock, host, change } = await started();
  change({ dataModeTimeoutMs: 1000 });
  expect(unit.module.settings.dataModeTimeoutMs).toBe(1000);
  host.send('AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,4\r\n');
  await host.expect('>');
  clock.advance(1000);
  await host.expect('ERROR');
});

describe('a setting that needs it waits for the next start', () => {
  test.each([
    ['a reset', ({ unit }: Fixture) => unit.module.reset()],
    ['AT+RST', ({ host }: Fixture) => host.send('AT+RST\r\n')],
    [
      'power',
      ({ unit }: Fixture) => {
        unit.module.cutPower('switch');
        unit.module.restorePower('switch');
      },
    ],
    [
      'deep sleep',
      async ({ host, clock }: Fixture) => {
        await host.command('AT+GSLP=50');
        clock.advance(50);
      },
    ],
  ])('by %s, with the same host and the same flash', async (_how, restart) => {
    const made = await started();
    const { unit, host, change } = made;
    const before = unit.module;
    await host.command('AT+UART_DEF=9600,8,1,0,0');
    change({ firmware: '5.0', links: 3 });
    expect(unit.module.settings.firmware).not.toBe('5.0');
    expect(unit.nextSettings).toMatchObject({ firmware: '5.0', links: 3 });
    await host.command('AT');
    await restart(made);
    await host.expect('\r\nready\r\n');
    expect(unit.module).not.toBe(before);
    expect(unit.module.settings).toMatchObject({ firmware: '5.0', links: 3 });
    expect(await host.command('AT+UART_DEF?')).toContain('+UART_DEF:9600,8,1,0,0');
    expect(await host.command('AT+GMR')).toContain('AT version:5.0');
    expect(before.powered).toBe(false);
    expect(before.at.hosts).toBe(0);
    expect(unit.module.at.hosts).toBe(1);
    // The next start is one of the same module.
    const after = unit.module;
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    expect(unit.module).toBe(after);
  });

  test('with its clock, which only a loss of power sets back', async () => {
    const { unit, clock, host, change } = await started();
    await host.command('AT+SYSTIMESTAMP=1700000000');
    change({ links: 2 });
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    clock.advance(1000);
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain('+SYSTIMESTAMP:1700000001');
    change({ links: 3 });
    unit.module.cutPower('switch');
    unit.module.restorePower('switch');
    await host.expect('\r\nready\r\n');
    expect(await host.command('AT+SYSTIMESTAMP?')).not.toContain('17000');
  });

  test('what comes behind AT+RST in one chunk goes nowhere', async () => {
    const { host, change } = await started();
    change({ links: 2 });
    host.send('AT+RST\r\nAT+SLEEP=2\r\n');
    expect(await host.drain()).toBe('\r\nOK\r\n\r\nready\r\n');
    expect(await host.command('AT+SLEEP?')).toContain('+SLEEP:0');
  });

  test('and is taken back before', async () => {
    const { unit, host, change } = await started();
    const before = unit.module;
    change({ links: 2 });
    change({ links: 1 });
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    expect(unit.module).toBe(before);
  });

  test('with faults that go on, and those that are switched on later', async () => {
    const { unit, clock, host, change } = await started();
    const { set } = unit.faults ?? {};
    set?.add('module.answer', { command: 'AT+GMR', answer: 'ERROR' });
    change({ links: 2 });
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    await expect(host.command('AT+GMR')).rejects.toThrow();
    set?.add('module.reset', {});
    clock.advance(1);
    await host.expect('\r\nready\r\n');
    set?.add('module.powerOff', { for: 100 });
    clock.advance(1);
    expect(unit.module.powered).toBe(false);
  });

  test('with all hosts, those that come and those that have gone', async () => {
    const { unit, host, change, attach } = await started();
    const second = attach();
    change({ links: 2 });
    second.stream.destroy();
    await settled();
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    expect(unit.module.at.hosts).toBe(1);
    const third = attach();
    await third.command('ATE0');
    await host.expect('\r\nOK\r\n');
    expect(unit.module.at.hosts).toBe(2);
  });

  test('a latency that is set counts from then on', async () => {
    const { unit, clock, host, change } = await started();
    change({ latency: { command: 1000, jitter: 0 } });
    await host.command('AT');
    unit.module.reset();
    await host.expect('\r\nready\r\n');
    host.send('AT\r\n');
    expect(await host.drain()).toBe('AT\r\n');
    clock.advance(1000);
    await host.expect('\r\nOK\r\n');
  });
});

test('a host that resets the module resets the one that is there now', async () => {
  const made = await started();
  made.change({ resetOn: 'hangup', links: 2 });
  made.unit.module.reset();
  const resets = new HostResets({ unit: made.unit, betweenHosts: false });
  const before = made.unit.module;
  const visitor = attachHost((stream) =>
    resets.attach(stream, { name: 'visitor' }, () => made.unit.attach(stream, { name: 'visitor' })),
  );
  made.change({ resetOn: 'hangup', links: 3 });
  made.unit.module.reset();
  expect(made.unit.module).not.toBe(before);
  await made.host.drain();
  visitor.stream.destroy();
  expect(await made.host.drain()).toBe('\r\nready\r\n');
});

test('a setting of hosts counts for those that attach from then on', async () => {
  const { host, change, attach } = await started();
  change({ chunk: 1, chunkDelayMs: 10 });
  const next = attach();
  host.send('AT\r\n');
  await host.expect('\r\nOK\r\n');
  expect((await next.drain()).length).toBeLessThan(6);
});

describe('without power', () => {
  test('hosts stay and hear nothing, again and again', async () => {
    const { unit, clock, host } = await started();
    for (let round = 0; round < 5; round++) {
      host.send('AT+SLEEP=2\r\n');
      await host.expect('OK\r\n');
      unit.module.cutPower('switch');
      unit.module.cutPower('switch');
      host.send('AT\r\n');
      unit.module.at.urc(Buffer.from('+URC\r\n'), 'event');
      unit.module.at.print(Buffer.from('printed'));
      unit.module.reset();
      unit.faults?.set.add('module.brownOut', { text: true, time: 5, count: 1 });
      unit.faults?.set.add('wifi.drop', {});
      clock.advance(60_000);
      expect(await host.drain()).toBe('');
      unit.faults?.set.remove();
      unit.module.restorePower('switch');
      expect(await host.drain()).toBe('\r\nready\r\n');
      host.send('ATE0\r\n');
      await host.expect('OK\r\n');
      expect(await host.command('AT+SLEEP?')).toContain('+SLEEP:0');
    }
  });

  test('a switch and a fault of the supply keep it off each by itself', async () => {
    const { unit, clock, host } = await started();
    unit.faults?.set.add('module.powerOff', { for: 1000 });
    clock.advance(1);
    expect(unit.module.powered).toBe(false);
    unit.module.cutPower('switch');
    clock.advance(5000);
    expect(unit.module.powered).toBe(false);
    unit.module.restorePower('switch');
    expect(unit.module.powered).toBe(true);
    expect(await host.drain()).toBe('\r\nready\r\n');
  });
});

test('without control nothing is kept, and settings stay', async () => {
  const { unit, change } = await started({}, { changeable: false });
  change({ maxTopics: 3 });
  expect(unit.module.settings.maxTopics).toBe(10);
  expect(unit.nextSettings).toBe(unit.module.settings);
});
