import { expect, test } from 'vitest';
import { referencePages } from '#cli/reference';
import { COMMANDS } from '#commands/index';
import { listSettings } from '#module/settings/settings';

test('every command, code and setting has its place in the reference', () => {
  const pages = referencePages();
  for (const { name } of COMMANDS) expect(pages['commands.md']).toContain(`### ${name}\n`);
  for (const { name } of listSettings()) expect(pages['settings.md']).toContain(`| \`${name}\` |`);
  expect(pages['error-codes.md']).toContain('| `0x010a6006` | AT_MQTT_NULL_LINK |');
  expect(pages['error-codes.md']).toContain('| `0x010a6052` |');
});
