import { describe, expect, test } from 'vitest';
import { FaultSet } from '#faults/fault-set';
import { faultyAskTime } from '#faults/module/time';
import { ManualClock, settled } from '#testing/index';
import { manual, moduleWith } from './support/module.ts';

const WALL = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('module.clockJump', () => {
  test.each([
    [{}, 0],
    [{ to: '1970' }, 0],
    [{ to: 1970 }, 0],
    [{ to: '2031-01-01' }, Date.UTC(2031, 0, 1)],
    [{ to: '2031-01-01T12:00:00+02:00' }, Date.UTC(2031, 0, 1, 10)],
    [{ by: '1h' }, 1_800_000_000_000 + 3_600_000],
    [{ by: '-8760h' }, 1_800_000_000_000 - 8760 * 3_600_000],
    [{ by: -5000 }, 1_800_000_000_000 - 5000],
    [{ to: '2031-01-01', by: '-1s' }, Date.UTC(2031, 0, 1) - 1000],
  ])('%j', async (parameters, ms) => {
    const { module, host, pass } = await manual();
    await host.command('AT+SYSTIMESTAMP=1800000000');
    module.faults.add('module.clockJump', parameters);
    await pass(1);
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain(`+SYSTIMESTAMP:${Math.floor((ms + 1) / 1000)}`);
    expect(module.faults.list).toEqual([]);
    await host.command('AT+SYSTIMESTAMP=1800000000');
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain('+SYSTIMESTAMP:1800000000');
  });

  test('again and again', async () => {
    const { module, host, pass } = await manual();
    await host.command('AT+SYSTIMESTAMP=1800000000');
    module.faults.add('module.clockJump', { by: '1h', every: '1s', count: 3 });
    await pass(10_000);
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain(`:${1_800_000_000 + 3 * 3600 + 10}`);
  });

  test('what is no date and no difference is refused', async () => {
    const { module } = await moduleWith();
    expect(() => module.faults.add('module.clockJump', { to: 'soon' })).toThrow('a date is 1970');
    expect(() => module.faults.add('module.clockJump', { by: 'much' })).toThrow('a difference is 90s');
  });
});

describe('SNTP from the computer', () => {
  test('module.noTime: none until it is over', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.noTime', { for: '20s' });
    await host.command('AT+CIPSNTPCFG=1,0');
    expect(await pass(29_000)).toBe('');
    expect(await pass(1500)).toBe('+TIME_UPDATED\r\n');
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain(`:${Math.floor(WALL / 1000) + 30}`);
  });

  test('module.wrongTime: another one, until the next time it asks', async () => {
    const { module, host, pass } = await manual();
    await host.command('AT+CIPSNTPINTV=20');
    module.faults.add('module.wrongTime', { by: '-1h', count: 1 });
    await host.command('AT+CIPSNTPCFG=1,0');
    await host.urc('+TIME_UPDATED');
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain(`:${WALL / 1000 - 3600}`);
    expect(await pass(20_000)).toContain('+TIME_UPDATED\r\n');
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain(`:${WALL / 1000 + 20}`);
  });
});

describe('SNTP from servers', () => {
  test('module.noTime: none is asked, and the log says why', async () => {
    const { module, host, log } = await manual({ settings: { sntp: 'network' } });
    module.faults.add('module.noTime');
    await host.command('AT+CIPSNTPCFG=1,0,"ntp.test"');
    await settled();
    expect(log.map(({ text }) => text)).toContain(
      'no time from ntp.test: no answer: the fault module.noTime is active',
    );
  });

  test('module.wrongTime: what they answer is wrong', async () => {
    const faults = new FaultSet({ timers: new ManualClock(), areas: ['module'], tell: () => {} });
    const ask = faultyAskTime(async () => WALL, faults);
    faults.add('module.wrongTime', { by: '90s', count: 1 });
    faults.add('module.wrongTime', { count: 1 });
    expect([await ask('a', 1), await ask('a', 1), await ask('a', 1)]).toEqual([WALL + 90_000, 0, WALL]);
  });
});
