import { expect, test } from 'vitest';
import { shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { COMMANDS } from '#commands/index';
import { listSettings } from '#module/settings/list';
import { generatedFiles } from '../../tools/docs/files.ts';

test('every command, code and setting has its place in the reference', () => {
  const files = generatedFiles();
  for (const { name } of COMMANDS) expect(files['docs/reference/commands.md']).toContain(`### ${name}\n`);
  for (const { name } of listSettings()) {
    expect(files['docs/reference/settings.md']).toContain(`| \`${name}\` |`);
  }
  for (const urc of Object.values<Urc>(URCS)) {
    expect(files['docs/reference/urcs.md']).toContain(`| \`${shapeOf(urc)}\` |`);
  }
  expect(files['docs/reference/error-codes.md']).toContain('| `0x010a6006` | AT_MQTT_NULL_LINK |');
  expect(files['docs/reference/error-codes.md']).toContain('| `0x010a6052` |');
});
