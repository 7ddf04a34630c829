import { message } from '#messages/message';
import { shownWord } from '#text/nearest';
import { listSettings } from './list.ts';
import { settingsFromValues } from './parse.ts';
import type { Settings } from './settings.ts';
import { SettingsError, unknownSetting, wrongValue } from './settings-error.ts';

/**
 * Reads `name=value` pairs, as `--set` takes them.
 * @throws SettingsError for a pair without `=`, an unknown name or a wrong value
 */
export function valuesFromPairs(pairs: readonly string[]): [string, unknown][] {
  if (pairs.length === 0) return [];
  const known = new Map(listSettings().map((setting) => [setting.name, setting]));
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1)
      throw new SettingsError('NO_PAIR', message('settings.noPair', { typed: shownWord(pair) }));
    const name = pair.slice(0, equals);
    const setting = known.get(name);
    if (setting === undefined) throw unknownSetting(name, [...known.keys()]);
    const value = setting.read(pair.slice(equals + 1));
    if (value === undefined) throw wrongValue(name, setting.values);
    return [name, value];
  });
}

/** Settings of `name=value` pairs alone. @throws SettingsError as `valuesFromPairs` does */
export function settingsFromPairs(pairs: readonly string[]): Settings {
  return settingsFromValues(valuesFromPairs(pairs));
}
