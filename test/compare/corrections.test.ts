import { expect, test } from 'vitest';
import type { CorpusCase } from '#compare/corpus-case';
import { correctionsOf, readCorrections } from '#compare/corrections';
import { takeCorrection } from '#compare/take-correction';
import { causeOf } from '#compare/tell';
import { isUsageError } from '#errors/usage-error';
import { textOf } from '#messages/message';
import { CASES, compareWith } from './support/compare-with.ts';

const BASE: CorpusCase = {
  id: 'forms-0001',
  group: 'forms',
  firmware: '3.4.0.0',
  about: 'a form',
  broker: 'none',
  steps: [{ in: 'AT\r\n', out: 'old' }],
  sameOn: ['2.4.2.0', '5.0.1.0'],
};
const came = ['n\u00e9w'];
const outsOf = (cases: readonly CorpusCase[]): Record<string, string | undefined> =>
  Object.fromEntries(
    cases.flatMap(({ id, firmware, sameOn = [], steps }) =>
      [firmware, ...sameOn].map((version) => [`${id.split('@')[0]} ${version}`, steps[0]?.out]),
    ),
  );

test('what a module did becomes what its version does, and no other', () => {
  const changed = takeCorrection([BASE], { id: BASE.id, came }, '5.0.1.0', 'AT version:5.0.1.0');
  expect(outsOf(changed)).toEqual({
    'forms-0001 3.4.0.0': 'old',
    'forms-0001 2.4.2.0': 'old',
    'forms-0001 5.0.1.0': came[0],
  });
  expect(changed[1]).toMatchObject({ id: 'forms-0001@5.0.1.0', seenOn: 'AT version:5.0.1.0' });
  const back = takeCorrection(changed, { id: BASE.id, came: ['old'] }, '5.0.1.0', '');
  expect(back).toEqual([BASE]);
});

test('of the reference the others keep what was seen of them', () => {
  const changed = takeCorrection([BASE], { id: BASE.id, came }, '3.4.0.0', 'AT version:3.4.0.0');
  expect(outsOf(changed)).toEqual({
    'forms-0001 3.4.0.0': came[0],
    'forms-0001 2.4.2.0': 'old',
    'forms-0001 5.0.1.0': 'old',
  });
});

test('what changes nothing changes no list', () => {
  const cases = [BASE];
  expect(takeCorrection(cases, { id: BASE.id, came: ['old'] }, '2.4.2.0', '')).toBe(cases);
  expect(takeCorrection(cases, { id: 'forms-9999', came }, '2.4.2.0', '')).toBe(cases);
});

test('a file that is written is read, and what was changed on the way is in it', async () => {
  const cases = CASES.filter(({ group }) => group === 'query').slice(0, 12);
  const change = (text: string): string => text.replaceAll('+MQTTSUB:0,0,"",0', '+MQTTSUB:0,0,"\u00e4",0');
  const { report, comparison } = await compareWith({ follow: 'module' }, { cases, change });
  const text = correctionsOf(report, comparison.played, 'tcp');
  expect(text).toMatch(/^[\n\u0020-\u007e]+$/);
  expect(text).not.toContain('127.0.0.1:');
  const { header, cases: differing, same } = readCorrections(text);
  expect(header.identity[0]).toMatch(/^AT version:3\.4/);
  expect(header.mostLike.firmware).toBe('3.4');
  expect(differing.length).toBeGreaterThan(0);
  expect(differing.length + same.length).toBe(cases.length);
  expect(differing.every((one) => one.came.some((each) => each.includes('"\u00e4"')))).toBe(true);
  expect(report.findings.map(({ cause }) => textOf(causeOf(cause)))).toHaveLength(1);
});

test.each(['', '{}', '{"format":"atmqtt-corrections","version":2}', 'no JSON'])('%j is refused', (text) => {
  expect(() => readCorrections(text)).toThrow(expect.toSatisfy(isUsageError));
});
