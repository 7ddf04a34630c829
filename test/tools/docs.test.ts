import { expect, test } from 'vitest';
import { shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { COMMANDS } from '#commands/index';
import { listSettings } from '#module/settings/list';
import { commandsPage } from '../../tools/docs/commands-page.ts';
import { errorCodesPage } from '../../tools/docs/error-codes-page.ts';
import { settingsPage } from '../../tools/docs/settings-page.ts';
import { urcsPage } from '../../tools/docs/urcs-page.ts';

test('every command, code and setting has its place in the reference', () => {
  const [commands, settings, urcs, codes] = [commandsPage(), settingsPage(), urcsPage(), errorCodesPage()];
  for (const { name } of COMMANDS) expect(commands).toContain(`### ${name}\n`);
  for (const { name } of listSettings()) expect(settings).toContain(`| \`${name}\` |`);
  for (const urc of Object.values<Urc>(URCS)) expect(urcs).toContain(`| \`${shapeOf(urc)}\` |`);
  expect(codes).toContain('| `0x010a6006` | AT_MQTT_NULL_LINK |');
  expect(codes).toContain('| `0x010a6052` |');
});
