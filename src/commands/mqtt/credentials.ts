import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { string } from '#at/params';
import { message } from '#messages/message';
import type { UserConfig } from '#module/link/config';
import type { Module } from '#module/module';

/** The three texts that tell the broker who the client is, each with the names of its codes. */
export const CREDENTIALS = {
  clientId: { name: 'client_id', about: 'The client id.', code: 'CLIENT_ID' },
  username: { name: 'username', about: 'The user name.', code: 'USERNAME' },
  password: { name: 'password', about: 'The password.', code: 'PASSWORD' },
} as const;

export type Credential = keyof typeof CREDENTIALS;

/** The codes of a credential: unreadable, empty, too long. */
export function credentialCodes(credential: Credential): { read: number; empty: number; long: number } {
  const { code } = CREDENTIALS[credential];
  return {
    read: mqttCode(`${code}_READ_FAILED` satisfies MqttCodeName),
    empty: mqttCode(`${code}_IS_NULL` satisfies MqttCodeName),
    long: mqttCode(`${code}_IS_OVERLENGTH` satisfies MqttCodeName),
  };
}

/**
 * A credential as a string parameter of at most `max` bytes.
 * @param mayFollow whether commands that follow may give one that is empty, so that it is too early to warn
 */
export function credential(which: Credential, max: number, mayFollow = false) {
  const { name, about } = CREDENTIALS[which];
  const { read, empty, long } = credentialCodes(which);
  return string<Module>(name, {
    about,
    max,
    read,
    overlength: long,
    empty: { code: empty, fails: false, isMeant: () => mayFollow },
    secret: which === 'password',
  });
}

/** Warns of what no command has given until a connection needs it; neither user name nor password is what most brokers on a desk want [B-USER-3]. */
export function warnOfEmpty(module: Module, { clientId, username, password }: UserConfig): void {
  const isAnonymous = username.length === 0 && password.length === 0;
  const empty: Credential[] = [];
  if (clientId.length === 0) empty.push('clientId');
  if (username.length === 0 && !isAnonymous) empty.push('username');
  if (password.length === 0 && !isAnonymous) empty.push('password');
  for (const which of empty) {
    const reason = message('commands.isEmpty', { name: CREDENTIALS[which].name });
    module.warn(credentialCodes(which).empty, reason, 'warn');
  }
}
