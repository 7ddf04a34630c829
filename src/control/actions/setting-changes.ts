import type { ModuleUnit } from '#app/module-unit';
import type { SourcedSettings } from '#config/config-source';
import { isPassword } from '#config/passwords';
import { message } from '#messages/message';
import { changedSettings, effectOf } from '#module/settings/changes';
import type { SettingEffect } from '#module/settings/effect';
import { listSettings } from '#module/settings/list';
import { settingsFromValues } from '#module/settings/parse';
import { settingAt } from '#module/settings/schema';
import { unknownSetting } from '#module/settings/settings-error';
import { ControlError } from '../control-error.ts';

const MASK = '***';
const DEFAULT = 'default';
/** Where a value came from that was changed here. */
const CHANGED = 'control';

/** A setting of a module that runs. */
export interface ToldSetting {
  /** Dotted, as `--set` takes it. */
  readonly name: string;
  /** What is in effect; passwords are masked. */
  readonly value: unknown;
  /** What gave the value that is in effect, or that waits. */
  readonly source: string;
  /** From when on another value counts. */
  readonly effect: SettingEffect;
  /** What will be in effect from the next start of the module on, where that is another value. */
  readonly next?: unknown;
}

/** A setting that was changed. */
export interface ToldChange {
  readonly name: string;
  readonly value: unknown;
  readonly effect: SettingEffect;
}

/** A value as it was given. */
interface Given {
  readonly value: unknown;
  readonly from: string;
}

/** What was given for the settings of each module, so that some can change and the others stay as they were given. */
export class SettingChanges {
  readonly #given = new WeakMap<ModuleUnit, ReadonlyMap<string, Given>>();

  /** All settings of a module, in the order of the reference. */
  list(unit: ModuleUnit, sources: SourcedSettings): ToldSetting[] {
    const given = this.#givenFor(unit, sources);
    const { settings } = unit.module;
    return listSettings().map(({ name }) => {
      const [value, next] = [settingAt(settings, name), settingAt(unit.nextSettings, name)];
      const told = {
        name,
        value: masked(name, value),
        source: given.get(name)?.from ?? DEFAULT,
        effect: effectOf(name),
      };
      return JSON.stringify(value) === JSON.stringify(next) ? told : { ...told, next: masked(name, next) };
    });
  }

  /**
   * Changes settings of a module.
   * @param changes as in a settings file, or by dotted names; null: back to what it is by default
   * @returns those whose values differ now
   * @throws SettingsError, UsageError for what cannot be; ControlError `CONFLICT` for one that counts only where the
   *   program starts
   */
  change(
    unit: ModuleUnit,
    sources: SourcedSettings,
    changes: Readonly<Record<string, unknown>>,
  ): ToldChange[] {
    const given = new Map(this.#givenFor(unit, sources));
    const names = listSettings().map(({ name }) => name);
    for (const [name, value] of flattened(changes, names)) {
      if (value === null) given.delete(name);
      else given.set(name, { value, from: CHANGED });
    }
    const settings = settingsFromValues([...given].map(([name, { value }]) => [name, value] as const));
    const changed = changedSettings(unit.nextSettings, settings);
    const fixed = changed.find(({ from }) => from === 'program');
    if (fixed !== undefined) {
      throw new ControlError('CONFLICT', message('controlAction.settingOfProgram', { name: fixed.name }));
    }
    unit.change(settings);
    this.#given.set(unit, given);
    return changed.map(({ name, from }) => ({
      name,
      value: masked(name, settingAt(settings, name)),
      effect: from,
    }));
  }

  #givenFor(unit: ModuleUnit, sources: SourcedSettings): ReadonlyMap<string, Given> {
    return this.#given.get(unit) ?? new Map(sources);
  }
}

/** Values by their dotted names. A list is a value; so is null. @throws SettingsError for a name that there is not */
function flattened(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
  prefix = '',
): [string, unknown][] {
  return Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const name = `${prefix}${key}`;
    const mapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (mapping && names.some((each) => each.startsWith(`${name}.`)))
      return flattened(value as Record<string, unknown>, names, `${name}.`);
    if (!names.includes(name.replace(/\.base$/, ''))) throw unknownSetting(name, names);
    return [[name, value]];
  });
}

/** Every password of a value. */
function masked(name: string, value: unknown): unknown {
  if (isPassword(name, value)) return MASK;
  if (Array.isArray(value)) return value.map((item) => masked('', item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, masked(inner, item)]));
}
