import { describe, expect, test } from 'vitest';
import { Expectations, type ExpectationsParts } from '#expect/expectations';
import { parsePattern } from '#expect/patterns';
import { message, textOf } from '#messages/message';
import { ManualClock } from '#testing/manual-clock';

interface Wanted {
  readonly expect?: string[];
  readonly fail?: string[];
  readonly timeoutMs?: number;
  readonly command?: string;
  /** The programs of exec ports; there are no other ports. */
  readonly programs?: string[];
}

/** What is read of it: with text in place of messages. */
function shownCases(expectations: Expectations) {
  return expectations.testCases().map(({ failure, skipped, ...rest }) => ({
    ...rest,
    ...(failure && { failure: textOf(failure) }),
    ...(skipped && { skipped: textOf(skipped) }),
  }));
}

interface ShownVerdict {
  readonly code: number;
  readonly why?: string;
  readonly traffic?: readonly string[];
}

function fixture({ expect: expects = [], fail = [], timeoutMs, command, programs = [] }: Wanted) {
  const clock = new ManualClock();
  const verdicts: ShownVerdict[] = [];
  const parts: ExpectationsParts = {
    expect: expects.map((text) => parsePattern('--expect', text)),
    fail: fail.map((text) => parsePattern('--fail', text)),
    timeoutMs,
    command,
    portPrograms: {
      programs: programs.map((each) => ({ module: 'module0', command: each })),
      alone: programs.length > 0,
    },
    clock,
    strictFailure: () => undefined,
    decided: ({ reason, ...rest }) => verdicts.push({ ...rest, ...(reason && { why: textOf(reason) }) }),
  };
  const expectations = new Expectations(parts);
  const say = (text: string, host?: string, shown = text): void =>
    expectations.traffic('module0', { host, bytes: Buffer.from(text), shown: shown.replace(/\r\n$/, '') });
  say('\r\nready\r\n', undefined, '');
  expectations.begin();
  return { clock, verdicts, expectations, say };
}

describe('expectations', () => {
  test('are not met, nor failed, by what modules say on their start', () => {
    const { verdicts, say } = fixture({ expect: ['ready'] });
    expect([verdicts, fixture({ fail: ['ready'] }).verdicts]).toEqual([[], []]);
    say('\r\nready\r\n');
    expect(verdicts).toEqual([{ code: 0 }]);
  });

  test('end the run well with the last one, once', () => {
    const { verdicts, say, expectations, clock } = fixture({ expect: ['a', 'b'], timeoutMs: 1000 });
    say('a');
    expect(verdicts).toEqual([]);
    say('b');
    say('b');
    clock.advance(1000);
    expectations.interrupted('SIGTERM');
    expect(verdicts).toEqual([{ code: 0 }]);
  });

  test('fail when the time is up, with the last ten lines', () => {
    const { verdicts, say, clock } = fixture({ expect: ['OK', '+MQTTCONNECTED'], timeoutMs: 2500 });
    for (let index = 0; index < 20; index++) say(`AT+LINE=${index}\r\n`, 'tty');
    say('\r\nOK\r\n');
    clock.advance(2499);
    expect(verdicts).toEqual([]);
    clock.advance(1);
    expect(verdicts).toEqual([
      {
        code: 1,
        why: '--expect "+MQTTCONNECTED" did not come within 2.5 s.',
        traffic: [...Array.from({ length: 9 }, (_, index) => `tty > AT+LINE=${index + 11}`), 'module0 < OK'],
      },
    ]);
  });

  test('say so when nothing was said', () => {
    const { verdicts, clock } = fixture({ expect: ['OK'], timeoutMs: 1000 });
    clock.advance(1000);
    expect(verdicts[0]?.traffic).toEqual(['(no traffic: no host has sent a whole line)']);
  });

  test('show control characters and secrets in no line', () => {
    const { verdicts, say, clock } = fixture({ expect: ['never'], timeoutMs: 1000 });
    say('AT+CWJAP="a","pw"\r\n', 'tty', 'AT+CWJAP="a","***"\r\n');
    say('\u001b[2J\u0000\u009b\r\n');
    say(`${'x'.repeat(5000)}\r\n`);
    clock.advance(1000);
    const [first, second, third] = verdicts[0]?.traffic ?? [];
    expect(first).toBe('tty > AT+CWJAP="a","***"');
    expect(second).toBe('module0 < \\x1b[2J\\x00\\x9b');
    expect(third?.length).toBeLessThan(1020);
  });
});

describe('what must not come', () => {
  test('ends the run at once and tells the line', () => {
    const { verdicts, say } = fixture({ fail: ['ERROR'] });
    say('+CWJAP:3\r\n\r\nERROR\r\n');
    expect(verdicts).toEqual([{ code: 1, why: '--fail "ERROR" came: module0 < ERROR' }]);
  });

  test('is told masked when it is in a secret', () => {
    const { verdicts, say } = fixture({ fail: ['/hunter\\d/'] });
    say('AT+CWJAP="a","hunter2"\r\n', 'tty', 'AT+CWJAP="a","***"\r\n');
    expect(verdicts).toEqual([{ code: 1, why: '--fail /hunter\\d/ came: tty > AT+CWJAP="a","***"' }]);
  });
});

describe('the program', () => {
  const ended = (code: number) => ({ code, how: message('ports.exited', { code, signal: undefined }) });

  test('gives its code when nothing else is asked for', () => {
    const { verdicts, expectations } = fixture({ command: './host' });
    expectations.programEnded(ended(0));
    expect(verdicts).toEqual([{ code: 0 }]);
    const other = fixture({ command: './host' });
    other.expectations.programEnded(ended(7));
    expect(other.verdicts).toEqual([{ code: 7, why: 'The program of --exec exited with code 7.' }]);
  });

  test.each([
    [0, 1],
    [7, 7],
  ])('that ends with %i before all is met fails the run with %i', (code, expected) => {
    const { verdicts, expectations, say, clock } = fixture({ command: './host', expect: ['OK', 'READY'] });
    say('OK');
    expectations.programEnded(ended(code));
    clock.advance(1000);
    expect(verdicts).toEqual([
      {
        code: expected,
        why: `The program of --exec exited with code ${code} before --expect "READY" came.`,
        traffic: ['module0 < OK'],
      },
    ]);
  });

  test('may have said last what is still on its way', () => {
    const { verdicts, expectations, say, clock } = fixture({ command: './host', expect: ['OK'] });
    expectations.programEnded(ended(0));
    say('OK');
    clock.advance(1000);
    expect(verdicts).toEqual([{ code: 0 }]);
    const other = fixture({ command: './host', fail: ['ERROR'] });
    other.expectations.programEnded(ended(0));
    other.say('ERROR');
    other.clock.advance(1000);
    expect(other.verdicts).toEqual([{ code: 1, why: '--fail "ERROR" came: module0 < ERROR' }]);
  });

  test('that has failed fails the run, also when the last expectation is met by its last words', () => {
    const { verdicts, expectations, say } = fixture({ command: './host', expect: ['OK'] });
    expectations.programEnded(ended(7));
    say('OK');
    expect(verdicts).toEqual([{ code: 7, why: 'The program of --exec exited with code 7.' }]);
  });
});

describe('the programs of exec ports, when there are no other hosts', () => {
  const ended = (code: number, ...lastLines: string[]) => ({
    code,
    how: message('ports.exited', { code, signal: undefined }),
    lastLines,
  });

  test('end the run together, well when all did', () => {
    const { verdicts, expectations } = fixture({ programs: ['a', 'a', 'b'] });
    for (const command of ['a', 'b']) expectations.portProgramEnded('module0', command, ended(0));
    expect(verdicts).toEqual([]);
    expectations.portProgramEnded('module0', 'a', ended(0));
    expect(verdicts).toEqual([{ code: 0 }]);
  });

  test('end it at once when one fails, with what it said last', () => {
    const { verdicts, expectations } = fixture({ programs: ['a', 'b'] });
    expectations.portProgramEnded('module0', 'b', ended(7, 'no such bus'));
    expect(verdicts).toEqual([
      { code: 7, why: 'The program of exec:b exited with code 7.', traffic: ['no such bus'] },
    ]);
    expect(shownCases(expectations)).toEqual([
      { name: 'port exec:a', seconds: 0, skipped: 'the run was over before it ended' },
      {
        name: 'port exec:b',
        seconds: 0,
        failure: 'The program exited with code 7.',
        lastLines: ['no such bus'],
      },
    ]);
  });

  test('that have failed fail the run, also when the last expectation is met by their last words', () => {
    const { verdicts, expectations, say } = fixture({ programs: ['a'], expect: ['OK'] });
    expectations.portProgramEnded('module0', 'a', ended(7));
    say('OK');
    expect(verdicts).toEqual([{ code: 7, why: 'The program of exec:a exited with code 7.' }]);
  });

  test('wait for the program of --exec', () => {
    const { verdicts, expectations } = fixture({ programs: ['a'], command: './tests' });
    expectations.portProgramEnded('module0', 'a', ended(7));
    expect(verdicts).toEqual([]);
    expectations.programEnded(ended(0));
    expect(verdicts).toEqual([{ code: 7, why: 'The program of exec:a exited with code 7.' }]);
  });

  test('must have ended before a signal ends the run', () => {
    const { verdicts, expectations } = fixture({ programs: ['a'] });
    expectations.interrupted('SIGTERM');
    expect(verdicts).toMatchObject([{ code: 143 }]);
    expect(shownCases(expectations).at(-1)).toMatchObject({
      name: 'run',
      failure: 'SIGTERM ended the run before the program of exec:a ended.',
    });
  });
});

test('a run without expectations has a limit too', () => {
  const { verdicts, clock } = fixture({ timeoutMs: 3000 });
  clock.advance(3000);
  expect(verdicts).toMatchObject([{ code: 1, why: 'The run did not end within 3 s.' }]);
});

test('whoever ends the run early fails it when something was expected', () => {
  const { verdicts, expectations } = fixture({ expect: ['OK'] });
  expectations.interrupted('SIGTERM');
  expect(verdicts).toEqual([{ code: 143, why: 'SIGTERM ended the run before --expect "OK" came.' }]);
  const other = fixture({ fail: ['ERROR'], timeoutMs: 1000 });
  other.expectations.interrupted('SIGINT');
  expect(other.verdicts).toEqual([{ code: 0 }]);
});

describe('the cases of the report', () => {
  test('of a run that timed out', () => {
    const { expectations, say, clock } = fixture({
      expect: ['a', 'b', 'c'],
      fail: ['x'],
      timeoutMs: 5000,
      command: './host',
    });
    clock.advance(1500);
    say('a');
    clock.advance(5000);
    const late = '--expect "b" did not come within 5 s.';
    expect(shownCases(expectations)).toEqual([
      { name: 'expect a', seconds: 1.5 },
      { name: 'expect b', seconds: 3.5, failure: late },
      { name: 'expect c', seconds: 0, skipped: 'the run was over before' },
      { name: 'fail x', seconds: 5 },
      { name: 'exec ./host', seconds: 5, skipped: 'the run was over before' },
      { name: 'timeout 5 s', seconds: 5, failure: late },
    ]);
  });

  test('of a run in which came what must not', () => {
    const { expectations, say, clock } = fixture({ expect: ['a'], fail: ['x', 'y'] });
    clock.advance(250);
    say('y');
    expect(shownCases(expectations)).toEqual([
      { name: 'expect a', seconds: 0.25, skipped: 'the run was over before' },
      { name: 'fail x', seconds: 0.25 },
      { name: 'fail y', seconds: 0.25, failure: '--fail "y" came: module0 < y' },
    ]);
  });

  test('of a run that went well, whose program was ended with it', () => {
    const { expectations, say } = fixture({ expect: ['a'], command: './host' });
    say('a');
    expectations.programEnded({ code: 143, how: message('ports.endedBySignal', { signal: 'SIGTERM' }) });
    expect(shownCases(expectations)).toEqual([
      { name: 'expect a', seconds: 0 },
      { name: 'exec ./host', seconds: 0 },
    ]);
  });

  test('of a run whose program failed', () => {
    const { expectations } = fixture({ command: './host' });
    expectations.programEnded({ code: 7, how: message('ports.exited', { code: 7, signal: undefined }) });
    expect(shownCases(expectations)).toEqual([
      { name: 'exec ./host', seconds: 0, failure: 'The program exited with code 7.' },
    ]);
  });

  test('of a run that never began', () => {
    const failure = 'the run was over before it came';
    expect(shownCases(fixture({ expect: ['a'] }).expectations)).toMatchObject([
      { name: 'expect a', failure },
    ]);
    const program = shownCases(fixture({ command: './host' }).expectations);
    expect(program).toEqual([
      { name: 'exec ./host', seconds: 0, failure: 'the run was over before it began' },
    ]);
  });
});
