import { variableOf } from '#config/environment';
import { textOf } from '#messages/message';
import { effectOf } from '#module/settings/changes';
import { listSettings } from '#module/settings/list';
import { page, table, tableRow } from './markdown.ts';

/** Every setting with its values and its default. */
export function settingsPage(): string {
  const rows = listSettings().map(({ name, values, fallback, about }) =>
    tableRow([`\`${name}\``, about, textOf(values), `\`${JSON.stringify(fallback)}\``, effectOf(name)]),
  );
  return page(
    'Settings',
    'Set with `--set name=value`, as often as needed, in a settings file, or with an environment variable: ' +
      `\`${variableOf('rxBufferBytes')}\` for \`rxBufferBytes\`, \`${variableOf('wifi.ssid')}\` for \`wifi.ssid\`. While a module runs, [the control plane](../guides/ctl.md#settings) changes them; ` +
      'the last column says from when on another value counts.',
    table(['setting', 'what it does', 'values', 'default', 'changed'], rows),
  );
}
