import { afterEach, describe, expect, test } from 'vitest';
import type { TestModule, Vitest } from 'vitest/node';
import type { Need } from '../support/needs.ts';
import { SkipsReporter } from '../support/skips-reporter.ts';

const { exitCode } = process;

afterEach(() => {
  process.exitCode = exitCode;
});

interface Skipped {
  readonly lacks?: readonly Need[];
  readonly note?: string;
}

/** What the reporter says of such a run, and whether it fails it. */
function report(
  skipped: readonly Skipped[],
  { everything = true, testNamePattern = undefined as RegExp | undefined } = {},
) {
  let said = '';
  const reporter = new SkipsReporter({
    everything,
    write(text) {
      said += text;
    },
  });
  const tests = skipped.map(({ lacks, note }) => ({
    type: 'test',
    meta: () => ({}),
    parent: { type: 'suite', meta: () => ({ lacks }), parent: { type: 'module' } },
    result: () => ({ state: 'skipped', note }),
  }));
  process.exitCode = 0;
  reporter.onInit({ config: { testNamePattern } } as unknown as Vitest);
  reporter.onTestRunEnd([{ children: { allTests: () => tests } } as unknown as TestModule]);
  return { said, failed: process.exitCode === 1 };
}

describe('a run of everything', () => {
  test.each<[string, Skipped, string]>([
    ['a program is missing', { lacks: ['mosquitto'] }, 'mosquitto'],
    ['a feature of the machine is', { lacks: ['a small disk'] }, 'a small disk cannot be mounted here'],
    ['one of several is', { lacks: ['udevadm verify', 'root'] }, 'this is not root'],
    ['a test has left itself out', { note: 'only on Mondays' }, 'only on Mondays'],
    ['somebody has left it out', {}, 'without a reason'],
  ])('fails when %s', (_what, skipped, reason) => {
    const { said, failed } = report([skipped]);
    expect(said).toContain(reason);
    expect(said).toContain('this run has failed');
    expect(failed).toBe(true);
  });

  test('passes where only that is missing which no package brings, and says so', () => {
    const { said, failed } = report([{ lacks: ['udevadm verify'] }]);
    expect(said).toContain('1  there is no udevadm that can verify rules');
    expect(said).not.toContain('failed');
    expect(failed).toBe(false);
  });

  test('minds nothing that was not chosen', () => {
    expect(report([{}, {}], { testNamePattern: /one/ })).toEqual({ said: '', failed: false });
  });
});

test('any other run says what was left out, and passes', () => {
  const { said, failed } = report([{ lacks: ['mosquitto'] }, { lacks: ['mosquitto'] }], {
    everything: false,
  });
  expect(said).toContain('     2  ');
  expect(said).toContain('npm run test:all -- --install');
  expect(failed).toBe(false);
});
