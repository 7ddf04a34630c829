import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type MonitorOptions, wantsMonitor } from '#expect/monitor-options';
import { planMonitor } from '#expect/monitor-plan';

test.each<[MonitorOptions, string]>([
  [{ exec: '  ' }, '--exec takes a command that is not empty.'],
  [{ timeout: '0' }, '--timeout takes seconds, more than 0 and at most 2147483, not "0".'],
  [{ timeout: '5s' }, '--timeout takes seconds, more than 0 and at most 2147483, not "5s".'],
  [{ timeout: '-1' }, '--timeout takes seconds, more than 0 and at most 2147483, not "-1".'],
  [{ timeout: '99999999' }, '--timeout takes seconds, more than 0 and at most 2147483, not "99999999".'],
  [{ expect: ['OK', '/[/'] }, '--expect /[/ is not a regular expression: Unterminated character class.'],
  [{ fail: [''] }, '--fail takes a text that is not empty.'],
  [
    { junit: '/nowhere/x.xml', timeout: '1' },
    "The report /nowhere/x.xml cannot be written: ENOENT: no such file or directory, access '/nowhere'.",
  ],
])('%j is refused', (options, reason) => {
  expect(() => planMonitor(options)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: reason }),
  );
});

test('an earlier report is removed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'junit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'x.xml');
  writeFileSync(file, 'old');
  expect(planMonitor({ junit: file, timeout: '2.5' })).toMatchObject({ timeoutMs: 2500, judged: true });
  expect(existsSync(file)).toBe(false);
});

test('only what is asked for is watched', () => {
  expect(wantsMonitor({})).toBe(false);
  for (const options of [
    { json: true as const },
    { exec: 'x' },
    { expect: ['x'] },
    { fail: ['x'] },
    { timeout: '1' },
  ]) {
    expect(wantsMonitor(options)).toBe(true);
  }
  expect(planMonitor({ json: true }).judged).toBe(false);
});
