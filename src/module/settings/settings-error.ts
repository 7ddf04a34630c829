import { AtmqttError } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { nearest, shownWord } from '#text/nearest';

/** Why a setting cannot be used. */
export type SettingsErrorCode =
  /** There is no setting of this name. */
  | 'UNKNOWN'
  /** The setting cannot have this value. */
  | 'VALUE'
  /** `--set` was given something other than `name=value`. */
  | 'NO_PAIR';

/** A setting that does not exist or has a value it cannot have. */
export class SettingsError extends AtmqttError<SettingsErrorCode> {}

/** Narrows an unknown failure to one of the settings. */
export function isSettingsError(error: unknown): error is SettingsError {
  return error instanceof SettingsError;
}

/** @param values what the setting takes, for a sentence that ends with it */
export function wrongValue(name: string, values: Message): SettingsError {
  return new SettingsError('VALUE', message('settings.wrongValue', { name, values }));
}

/** @param names of all settings */
export function unknownSetting(typed: string, names: readonly string[]): SettingsError {
  const name = shownWord(typed);
  return new SettingsError('UNKNOWN', message('settings.unknown', { name, nearest: nearest(name, names) }));
}
