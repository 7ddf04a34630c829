import { expect, test } from 'vitest';
import type { Finding } from '#compare/findings';
import { furtherCases } from '#compare/tell';
import { message } from '#messages/message';

const finding = (...ids: readonly string[]) => ({ cases: ids.map((id) => ({ id })) }) as unknown as Finding;

test('the cases of a finding behind the first, as many as are shown', () => {
  expect(furtherCases(finding('a'))).toBeUndefined();
  expect(furtherCases(finding('a', 'b', 'c'))).toEqual(message('compare.moreCases', { ids: ['b', 'c'] }));
  expect(furtherCases(finding('a', 'b', 'c', 'd'), 2)).toEqual(
    message('compare.moreCases', { ids: ['b', 'c', '…'] }),
  );
});
