import { expect, onTestFinished, test, vi } from 'vitest';
import { reportFailure, reportUnwritten, tellFailure } from '#cli/output';
import { buildProgram } from '#cli/program/index';
import { tellFindings } from '#cli/run/tell-findings';
import { defect } from '#errors/defect-error';
import { UsageError } from '#errors/usage-error';
import { CompatReport } from '#expect/compat-report';
import type { Message } from '#messages/message';
import { message } from '#messages/message';
import { PortError } from '#ports/errors';
import { said } from '../support/said.ts';

/** Takes standard error until the test is over. */
function quiet(): void {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => spy.mockRestore());
}

const REASON = message('errors.foreign', { text: 'no' });
const DEFECT = { key: 'cli.defect', params: { detail: expect.stringContaining('no\n    at ') } };

test.each<[string, Error, number, unknown]>([
  ['what the user can mend', new UsageError(REASON), 2, REASON],
  ['what may heal', new PortError('TAKEN', REASON, { mayHeal: true }), 75, REASON],
  ['a fault of this program', defect(REASON), 1, DEFECT],
  ['what nobody thought of', new TypeError('no'), 1, DEFECT],
])('%s is told, and ends the program with its code', (_, error, code, told) => {
  quiet();
  const heard = said();
  expect(reportFailure(error)).toBe(code);
  expect(heard).toEqual([told]);
});

test('a full disk behind standard output is told; that its reader has gone is not', () => {
  quiet();
  const told = said();
  const broken = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });
  expect(reportUnwritten(broken('EPIPE'))).toBeUndefined();
  expect(told).toEqual([]);
  expect(reportUnwritten(broken('ENOSPC'))).toBe(2);
  expect(told).toEqual([{ key: 'cli.outputUnwritable', params: { why: 'write ENOSPC' } }]);
});

test('why a run failed is told above the last lines of its traffic', () => {
  quiet();
  const told = said();
  tellFailure(REASON, ['host > AT', 'module < OK']);
  const trafficLine = (line: string) => ({ key: 'expect.trafficLine', params: { line } });
  expect(told).toEqual([REASON, trafficLine('host > AT'), trafficLine('module < OK')]);
});

test('a word that is no command is refused, for without one it would run', async () => {
  await expect(buildProgram().parseAsync(['node', 'atmqtt', 'nonsense'])).rejects.toMatchObject({
    reason: { key: 'cli.unknownCommand', params: { name: 'nonsense' } },
  });
});

test.each([
  [true, 'lamp'],
  [false, undefined],
])('what a genuine module would not have done is told at the end; several modules: %s', (several, module) => {
  const report = new CompatReport({});
  const reason = message('compat.longLine');
  report.add('lamp', { rule: 'longLine', reason });
  report.add('lamp', { rule: 'longLine', reason });
  const told: unknown[] = [];
  const log = (...line: [string, string, Message]) => told.push(line);
  tellFindings(report, log, several);
  expect(told).toEqual([
    ['warn', 'compat', { key: 'expect.compatSummary', params: { kinds: 1 } }],
    [
      'warn',
      'compat',
      {
        key: 'expect.compatFinding',
        params: {
          module,
          rule: 'longLine',
          count: 2,
          reason: { key: 'compat.longLine', params: undefined },
          advice: { key: 'compatAdvice.longLine', params: undefined },
        },
      },
    ],
  ]);
});

test('a run in which nothing was found says nothing of it', () => {
  const log = vi.fn();
  tellFindings(new CompatReport({}), log, true);
  expect(log).not.toHaveBeenCalled();
});
