import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { UsageError } from '#errors/usage-error';
import { readPasswordFile } from '#files/password-file';
import { type Message, message } from '#messages/message';

const VARIABLE = 'ATMQTT_CONTROL_TOKEN';
const FILE_VARIABLE = 'ATMQTT_CONTROL_TOKEN_FILE';
/** Bytes of a token that is made; nobody guesses it. */
const RANDOM_BYTES = 32;
/** What stands behind `Bearer` (RFC 6750, 2.1), and long enough. */
const FORM = /^[A-Za-z\d._~+/-]{16,512}=*$/;

/** The token of a run. */
export interface ControlToken {
  readonly value: string;
  /** Whoever started the run has it already. */
  readonly given: boolean;
}

/**
 * The token that the environment gives, or names the file of; a new one at each start unless it does.
 * @param warn takes that others can read the file
 * @throws UsageError for one that is none, whose message does not hold it
 */
export function controlToken(
  environment: Readonly<Record<string, string | undefined>>,
  warn: (warning: Message) => void,
): ControlToken {
  const [value, file] = [environment[VARIABLE]?.trim(), environment[FILE_VARIABLE]?.trim()];
  if (value && file)
    throw new UsageError(message('control.tokenTwice', { first: VARIABLE, second: FILE_VARIABLE }));
  if (value) return { value: checked(value, VARIABLE), given: true };
  if (file) return { value: checked(readPasswordFile(file, warn), FILE_VARIABLE), given: true };
  return { value: randomSecret(), given: false };
}

function checked(token: string, name: string): string {
  if (!FORM.test(token)) throw new UsageError(message('control.badToken', { name }));
  return token;
}

/** Something that nobody guesses, of letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/** What is kept of a secret to know it again; comparing two takes as long whatever is in them. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a secret is the one of a digest, in a time that says nothing of it. */
export function isSecret(typed: string, digest: Buffer): boolean {
  return timingSafeEqual(digestOf(typed), digest);
}
