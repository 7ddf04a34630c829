import { UsageError } from '#errors/usage-error';
import { readPasswordFile } from '#files/password-file';
import { type Message, message } from '#messages/message';
import type { Environment } from './environment.ts';

const FILE_OPTION = '--password-file';
const FILE_VARIABLE = 'ATMQTT_PASSWORD_FILE';
const VARIABLE = 'ATMQTT_PASSWORD';

/** Where a password for a broker may be, as it was typed. */
export interface PasswordOptions {
  readonly passwordFile?: string;
}

/** A password on the command line, and what it stands in there. */
export interface TypedPassword {
  readonly option: '--password' | '--broker';
  readonly value: string;
}

/** Whose password it is: without a user name nobody logs in, and what the environment says is for others. */
interface Login {
  readonly username: string | undefined;
  /** Undefined or empty: there is none. */
  readonly typed: TypedPassword | undefined;
}

/**
 * The password for a broker: of a file, of the command line, which everybody on this machine can see and is warned of, or of
 * the environment.
 * @throws UsageError when it is in two places, or the file has none
 */
export function brokerPassword(
  { passwordFile }: PasswordOptions,
  { username, typed }: Login,
  environment: Environment,
  warn: (warning: Message) => void,
): string | undefined {
  const shown = typed === undefined || typed.value === '' ? undefined : typed;
  if (passwordFile !== undefined && shown !== undefined) throw twice(FILE_OPTION, shown.option);
  if (passwordFile !== undefined) return readPasswordFile(passwordFile, warn);
  if (shown !== undefined) {
    const { option } = shown;
    warn(message('config.brokerPasswordShown', { option, file: FILE_OPTION, variable: VARIABLE }));
    return shown.value;
  }
  if (!username) return typed?.value;
  const [value, file] = [VARIABLE, FILE_VARIABLE].map((name) => environment[name]);
  if (value?.trim() && file?.trim()) throw twice(VARIABLE, FILE_VARIABLE);
  if (file?.trim()) return readPasswordFile(file, warn);
  return value?.trim() ? value : typed?.value;
}

function twice(first: string, second: string): UsageError {
  return new UsageError(message('config.brokerPasswordTwice', { first, second }));
}
