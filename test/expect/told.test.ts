import childProcess from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CompatReport } from '#expect/compat-report';
import { Expectations } from '#expect/expectations';
import { HostProgram } from '#expect/host-program';
import type { MonitorOptions } from '#expect/monitor-options';
import { parsePattern } from '#expect/patterns';
import { RunMonitor } from '#expect/run-monitor';
import { casesWithoutStart } from '#expect/test-cases';
import type { Verdict } from '#expect/verdict';
import { endOfProgram, type ProgramEnd } from '#ports/process/program-end';
import { ManualClock } from '#testing/index';
import { systemTimers } from '#time/timers';
import { patched } from '../support/patched.ts';

const NO_PROGRAMS = { programs: [], alone: false };

describe('options that make no sense are refused', () => {
  const monitor = (options: MonitorOptions): RunMonitor =>
    new RunMonitor({
      options,
      clock: new ManualClock(),
      env: {},
      compat: new CompatReport({}),
      stop() {},
      tellFailure() {},
    });
  const usage = (key: string, params?: unknown) =>
    expect.objectContaining({ name: 'UsageError', reason: { key: `expect.${key}`, params } });

  test('a report of nothing', () => {
    const { prepare } = bound(monitor({ junit: '-' }));
    expect(() => prepare(NO_PROGRAMS)).toThrow(usage('nothingToReport'));
    expect(() => prepare({ programs: [{ module: 'a', command: 'b' }], alone: true })).not.toThrow();
  });

  test('a program that would have the standard streams beside the port stdio', () => {
    expect(() => bound(monitor({ exec: 'true' })).refuseStdio()).toThrow(usage('stdioTwice'));
    expect(() => bound(monitor({ expect: ['OK'] })).refuseStdio()).not.toThrow();
  });

  test('a text that is longer than what is searched', () => {
    const params = { option: '--fail', max: 8192 };
    expect(() => parsePattern('--fail', 'x'.repeat(8193))).toThrow(usage('patternTooLong', params));
  });

  function bound(made: RunMonitor) {
    return { prepare: made.prepare.bind(made), refuseStdio: made.refuseStdio.bind(made) };
  }
});

describe('a run ends before --expect was met', () => {
  /** @param programs those of exec ports */
  function judged(...programs: string[]) {
    const clock = new ManualClock();
    const verdicts: Verdict[] = [];
    const expectations = new Expectations({
      expect: [parsePattern('--expect', 'READY')],
      fail: [],
      timeoutMs: undefined,
      command: undefined,
      portPrograms: {
        programs: programs.map((command) => ({ module: 'lamp', command })),
        alone: programs.length > 0,
      },
      clock,
      strictFailure: () => undefined,
      decided: (verdict) => verdicts.push(verdict),
    });
    expectations.begin();
    return { expectations, verdicts, clock };
  }

  test('with its host', () => {
    const { expectations, verdicts } = judged();
    expectations.hostGone();
    expect(verdicts).toMatchObject([
      { code: 1, reason: { key: 'expect.hostGone', params: { pattern: 'READY' } } },
    ]);
  });

  test('with the program of an exec port', () => {
    const { expectations, verdicts, clock } = judged('./host');
    expectations.portProgramEnded('lamp', './host', endOfProgram(3, null));
    clock.advance(1000);
    const how = { key: 'ports.exited', params: { code: 3, signal: undefined } };
    const params = { command: './host', how, pattern: 'READY' };
    expect(verdicts).toMatchObject([{ code: 3, reason: { key: 'expect.portProgramEndedBefore', params } }]);
  });
});

test('the report of a run that did not start says so of each thing that was expected', () => {
  const failure = { key: 'errors.foreign', params: { text: 'no port' } };
  const skipped = { key: 'expect.caseNoStart', params: undefined };
  const options = { expect: ['OK'], fail: ['ERROR'], exec: './host', timeout: '5' };
  expect(casesWithoutStart(options, failure)).toEqual([
    { name: 'start', seconds: 0, failure },
    ...['expect OK', 'fail ERROR', 'exec ./host', 'timeout 5 s'].map((name) => ({
      name,
      seconds: 0,
      skipped,
    })),
  ]);
});

test('without a shell, as on Windows, the program of --exec is told to have not started', async () => {
  patched(
    childProcess,
    'spawn',
    (spawn) =>
      ((_shell: string, ...rest: [string[], object]) => spawn('/nowhere/sh', ...rest)) as typeof spawn,
  );
  const end = await new Promise<ProgramEnd>((ended) => {
    const program = new HostProgram({
      command: 'true',
      env: process.env,
      quietOutput: false,
      keepsLastLines: false,
      timers: systemTimers,
      ended,
    });
    onTestFinished(() => program.end());
  });
  expect(end).toEqual({
    code: 127,
    how: { key: 'expect.notStarted', params: { why: 'spawn /nowhere/sh ENOENT' } },
  });
});
