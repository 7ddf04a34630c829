import { describe, expect, test } from 'vitest';
import { createLog, type LogForm } from '#cli/log/log';
import { message } from '#messages/message';
import { ManualClock } from '#testing/index';
import { said } from '../../support/said.ts';

function written(form: LogForm, level: 'info' | 'debug' = 'info') {
  const lines: string[] = [];
  const log = createLog(
    { level, form, timers: new ManualClock() },
    { write: (line) => void lines.push(line) },
  );
  return { lines, log };
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

test('JSON has times of ISO 8601', () => {
  const { lines, log } = written('json');
  log.logFor('pump')('warn', 'at', message('at.lineNotAT'));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    time: expect.stringMatching(ISO),
    level: 40,
    module: 'pump',
    ns: 'at',
    msg: 'the line does not start with AT',
  });
});

test('a file has date and time, a terminal the time, the journal a priority', () => {
  const lineIn = (form: LogForm): string => {
    const { lines, log } = written(form);
    log.logFor()('warn', 'at', message('at.lineNotAT'));
    return lines[0] ?? '';
  };
  expect(lineIn('file')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}at: the line does not start with AT\n$/);
  expect(lineIn('terminal')).toMatch(/^\d\d:\d\d:\d\d warn {2}at: the line does not start with AT\n$/);
  expect(lineIn('journal')).toBe('<4>at: the line does not start with AT\n');
});

describe('what comes from outside', () => {
  const hostile = 'x\n00:00:00 error link 0: all is lost\u001b[2J\u202e\u2028end';

  test.each<LogForm>(['terminal', 'file', 'journal', 'json'])(
    'is one line without controls in the form %s',
    (form) => {
      const { lines, log } = written(form);
      log.logFor()('warn', 'at', message('at.lineDropped', { host: hostile, bytes: 1 }));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^[^\p{Cc}]*\n$/u);
    },
  );

  test('reads as what it is', () => {
    const { lines, log } = written('terminal');
    log.logFor()('warn', 'at', message('at.lineDropped', { host: hostile, bytes: 1 }));
    expect(lines[0]).toContain(String.raw`x\n00:00:00 error link 0: all is lost\u001b[2J\u202e\u2028end`);
  });
});

test('the level changes for all who log already', () => {
  const { lines, log } = written('terminal');
  const say = log.logFor('pump');
  say('debug', 'at', message('at.lineNotAT'));
  log.level = 'debug';
  say('debug', 'at', message('at.lineNotAT'));
  log.level = 'silent';
  say('error', 'at', message('at.lineNotAT'));
  expect(lines).toHaveLength(1);
});

test('with the level debug each line is told', () => {
  const { lines, log } = written('terminal', 'debug');
  for (let n = 0; n < 50; n++) log.logFor()('warn', 'at', message('at.lineNotAT'));
  expect(lines).toHaveLength(50);
});

test('each of the findings of many modules is told at the end, however alike they are', () => {
  const { lines, log } = written('file');
  const say = log.logFor();
  for (let n = 0; n < 64; n++) say('warn', 'compat', message('at.lineDropped', { host: `m${n}`, bytes: 1 }));
  log.flush();
  expect(lines).toHaveLength(64);
});

test('a line that was not told among many alike is told when it comes again', () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level: 'info', form: 'file', timers: clock }, sink);
  const drop = (host: string): void =>
    log.logFor()('warn', 'at', message('at.lineDropped', { host, bytes: 1 }));
  for (let n = 0; n < 30; n++) drop(`host ${n}`);
  clock.advance(1_000);
  for (let n = 0; n < 3; n++) drop('host 29');
  expect(lines[20]).toContain('10 more lines like this');
  expect(lines.slice(21)).toHaveLength(3);
});

test('what has come more often is told with how often it came', () => {
  const clock = new ManualClock();
  const log = createLog({ level: 'info', form: 'terminal', timers: clock }, { write() {} });
  const told = said();
  const say = log.logFor('pump');
  const what = { key: 'at.lineNotAT', params: undefined };
  for (let n = 0; n < 5; n++) say('warn', 'at', message('at.lineNotAT'));
  clock.advance(1_000);
  expect(told.at(-1)).toEqual({ key: 'cli.repeated', params: { what, count: 2, seconds: 1 } });
});

test('of many lines that are alike it is told how many more there were, and the last', () => {
  const clock = new ManualClock();
  const log = createLog({ level: 'info', form: 'terminal', timers: clock }, { write() {} });
  const told = said();
  const say = log.logFor();
  for (let bytes = 1; bytes <= 30; bytes++)
    say('warn', 'at', message('at.lineDropped', { host: 'h', bytes }));
  clock.advance(1_000);
  const what = { key: 'at.lineDropped', params: { host: 'h', bytes: 30 } };
  expect(told.at(-1)).toEqual({ key: 'cli.moreAlike', params: { what, count: 10, seconds: 1 } });
});
