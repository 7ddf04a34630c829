import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, type Result } from '#at/reply';
import { isUtf8 } from '#bytes/utf8';
import { message } from '#messages/message';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { ConnectionConfig, UserConfig } from './config.ts';
import type { ConnectConduct } from './connect-conduct.ts';

/**
 * What CONNECT will say for a configuration, or why it cannot be said (0x600A).
 * An empty will topic means none; an empty user name too, unless there is a password; an empty password none
 * [B-USER-3].
 * @param conduct whether an empty client id needs a clean session [MQTT-3.1.3-8], and whether names must be UTF-8
 */
export function connectOptions(
  user: UserConfig,
  connection: ConnectionConfig,
  { needsClientId, checksText }: Pick<ConnectConduct, 'needsClientId' | 'checksText'>,
): Result<ConnectOptions> {
  const { clientId, username } = user;
  if (checksText && !isUtf8(clientId)) return refused('link.clientIdNotUtf8');
  if (checksText && !isUtf8(username)) return refused('link.usernameNotUtf8');
  if (clientId.length === 0 && !connection.cleanSession && needsClientId)
    return refused('link.clientIdEmpty');
  const { willTopic } = connection;
  const hasPassword = user.password.length > 0;
  return {
    clientId,
    cleanSession: connection.cleanSession,
    keepAliveSeconds: connection.keepAlive,
    asIs: true,
    ...(username.length === 0 && !hasPassword ? {} : { username }),
    ...(hasPassword ? { password: user.password } : {}),
    ...(willTopic.length === 0
      ? {}
      : {
          will: {
            topic: willTopic,
            payload: connection.willMessage,
            qos: connection.willQos,
            retain: connection.willRetain,
          },
        }),
  };
}

function refused(key: 'link.clientIdNotUtf8' | 'link.usernameNotUtf8' | 'link.clientIdEmpty'): Failure {
  return failure(mqttCode('PARAM_PREPARE_ERROR'), message(key));
}
