import type { Fields } from '#at/fields';
import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { string } from '#at/params';
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
 * @param isMeant whether the other parameters make an empty one what is meant
 */
export function credential(which: Credential, max: number, isMeant?: (fields: Fields) => boolean) {
  const { name, about } = CREDENTIALS[which];
  const { read, empty, long } = credentialCodes(which);
  return string<Module>(name, {
    about,
    max,
    read,
    overlength: long,
    empty: { code: empty, fails: false, ...(isMeant && { isMeant }) },
    secret: which === 'password',
  });
}
