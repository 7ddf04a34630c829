import { expect, test } from 'vitest';
import { commandsFor } from '#commands/index';
import { parseSettings } from '#module/settings/parse';

test('which release has a form is looked up once: a host that errs does so again and again', () => {
  const { releaseWith } = commandsFor(parseSettings({ firmware: '2.4' }));
  const found = releaseWith?.('AT+RST', 'set', 1);
  expect(found).toMatchObject({ firmware: '2.4' });
  expect(releaseWith?.('AT+RST', 'set', 1)).toBe(found);
});
