import { DEFAULT_EFFECT, effects, type SettingEffect } from './effect.ts';
import { leaves, settingAt } from './schema.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** A setting whose value differs. */
interface ChangedSetting {
  /** Dotted, as `--set` takes it. */
  readonly name: string;
  /** From when on the other value counts. */
  readonly from: SettingEffect;
}

/** From when on another value of a setting counts. @param name dotted */
export function effectOf(name: string): SettingEffect {
  return allEffects().get(name) ?? DEFAULT_EFFECT;
}

let known: ReadonlyMap<string, SettingEffect> | undefined;

/** Not made before a setting changes, which most never do. */
function allEffects(): ReadonlyMap<string, SettingEffect> {
  known ??= new Map(
    leaves(settingsSchema).map(([name, schema]) => [name, effects.get(schema)?.from ?? DEFAULT_EFFECT]),
  );
  return known;
}

/** The settings whose values differ between two sets of them. */
export function changedSettings(before: Settings, after: Settings): ChangedSetting[] {
  return [...allEffects()]
    .filter(([name]) => !sameValue(settingAt(before, name), settingAt(after, name)))
    .map(([name, from]) => ({ name, from }));
}

/**
 * Gives settings in use the values of others, where a module that runs may be given them.
 * @returns whether others wait for its next start
 */
export function changeInPlace(settings: Settings, next: Settings): boolean {
  const changed = changedSettings(settings, next);
  for (const { name, from } of changed) {
    // All of these are at the top level, where nothing but the settings holds them.
    if (from !== 'restart' && from !== 'program') Object.assign(settings, { [name]: settingAt(next, name) });
  }
  return changed.some(({ from }) => from === 'restart');
}

/** Values are what JSON can say. */
function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
