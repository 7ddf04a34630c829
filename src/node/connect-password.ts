import { UsageError } from '#errors/usage-error';
import { readPasswordFile } from '#files/password-file';
import { type Message, message } from '#messages/message';
import type { Settings } from '#module/settings/settings';

/**
 * Settings with the password of `connect.passwordFile`, where there is such a file.
 * @param warn takes that others can read the file
 * @throws UsageError when it holds none, or when there is a `connect.password` too
 */
export function withConnectPassword(settings: Settings, warn: (warning: Message) => void): Settings {
  const { connect } = settings;
  if (connect.host === '' || connect.passwordFile === '') return settings;
  if (connect.password !== '') {
    const places = { first: 'connect.password', second: 'connect.passwordFile' };
    throw new UsageError(message('config.brokerPasswordTwice', places));
  }
  return { ...settings, connect: { ...connect, password: readPasswordFile(connect.passwordFile, warn) } };
}
