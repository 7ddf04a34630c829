import { expect, test } from 'vitest';
import { textOf } from '#messages/message';
import { compareWith } from './support/compare-with.ts';
import { some } from './support/some-cases.ts';

const PATIENCE_MS = 120_000;

test.each(['tcp', 'pty'] as const)(
  'over %s our module does not differ from itself',
  async (kind) => {
    const cases = some(24, 'forms', 'usercfg', 'query', 'sub', 'pub', 'sysmfg', 'base', 'clean');
    const { report } = await compareWith({}, { cases, kind });
    expect(report.findings).toEqual([]);
    expect(report.lostIn).toEqual([]);
    expect(report.played).toBeGreaterThan(15);
    expect(report.ours.follow).toBe('manual');
  },
  PATIENCE_MS,
);

test(
  'a module that is lost is waited for, and its case is played again',
  async () => {
    const cases = some(12, 'usercfg');
    const { report, said } = await compareWith(
      {},
      { cases, change: (text) => text, after: (done, { cut }) => void (done === 5 && cut()) },
    );
    expect(report.played).toBe(cases.length);
    expect(report.findings).toEqual([]);
    expect(said).toEqual([
      'Nobody is at the port any more. Waiting for it, two minutes at most; reset it or plug it in again.',
      'The module answers again; it goes on.',
    ]);
  },
  PATIENCE_MS,
);

test('one that is ended tells what was played until then', async () => {
  const cases = some(12, 'usercfg');
  const { report, comparison } = await compareWith(
    {},
    { cases, after: (done, { stop }) => void (done === 3 && stop()) },
  );
  expect(comparison.stopped).toBe(true);
  expect(report.played).toBe(3);
  expect(report.planned).toBe(cases.length);
  expect(report.ended && textOf(report.ended)).toBe('It was ended before all cases were played.');
});
