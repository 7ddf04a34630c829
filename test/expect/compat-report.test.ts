import { expect, test } from 'vitest';
import { CompatReport } from '#expect/compat-report';
import { message, textOf } from '#messages/message';

const found = (rule: 'longLine' | 'lineEnd') => ({ rule, reason: message(`compat.${rule}`) });

test('findings are counted by module and rule, and only the first of a kind is told', () => {
  const report = new CompatReport({});
  expect(report.add('a', found('longLine'))).toBe(true);
  expect(report.add('a', found('longLine'))).toBe(false);
  expect(report.add('b', found('longLine'))).toBe(true);
  expect(report.findings.map(({ module, rule, count }) => [module, rule, count])).toEqual([
    ['a', 'longLine', 2],
    ['b', 'longLine', 1],
  ]);
});

test.each([
  [{}, undefined],
  [{ strict: true }, 'longLine, lineEnd'],
  [{ strict: 'lineEnd,pathSlash' }, 'lineEnd'],
  [{ strict: true, allowCompat: ['lineEnd'] }, 'longLine'],
  [{ strict: 'lineEnd', allowCompat: ['lineEnd'] }, undefined],
] as const)('with %j the run fails by %s', (options, rules) => {
  const report = new CompatReport(options);
  report.add('a', found('longLine'));
  report.add('a', found('lineEnd'));
  const { failure } = report;
  if (rules === undefined) expect(failure).toBeUndefined();
  else
    expect(failure && textOf(failure)).toBe(
      `A genuine module would not have done what this one did: ${rules}.`,
    );
});

test.each([{ strict: 'longline' }, { allowCompat: ['longline'] }])(
  'a rule that does not exist is refused: %j',
  (options) => {
    expect(() => new CompatReport(options)).toThrow('did you mean longLine?');
  },
);
