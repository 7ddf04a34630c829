import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import type { Mistake } from './yaml.ts';

/** A settings file with mistakes in it. */
export class ConfigFileError extends UsageError {
  /** All of them in the order of the file, each with its place; the error's reason is the first. */
  readonly mistakes: readonly Message[];

  constructor(file: string, [first, ...others]: readonly [Mistake, ...Mistake[]], options?: ErrorOptions) {
    const placed = (mistake: Mistake): Message => message('config.mistakeAt', { file, ...mistake });
    super(placed(first), options);
    this.mistakes = [this.reason, ...others.map(placed)];
  }
}

/** Whether a failure is a `ConfigFileError`. */
export function isConfigFileError(error: unknown): error is ConfigFileError {
  return error instanceof ConfigFileError;
}
