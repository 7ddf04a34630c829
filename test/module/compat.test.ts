import { expect, test } from 'vitest';
import type { CompatEvent } from '#module/observer';
import { bareModule } from '../support/bare-module.ts';

test('what a genuine module would not do is told once in the log, and each time to whoever looks on', () => {
  const events: CompatEvent[] = [];
  const { module, log } = bareModule([], { observer: { compat: (event) => events.push(event) } });
  module.compat.found('autojoin');
  module.compat.found('autojoin');
  module.compat.found('pathSlash');
  expect(events.map(({ rule }) => rule)).toEqual(['autojoin', 'autojoin', 'pathSlash']);
  expect(log.filter((line) => line.startsWith('compat: '))).toHaveLength(2);
});
