import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, type Result } from '#at/reply';
import { decodeUtf8 } from '#bytes/utf8';
import { message } from '#messages/message';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { ConnectionConfig, UserConfig } from './config.ts';

/**
 * What CONNECT will say for a configuration, or why it cannot be said (0x600A).
 * An empty will topic means none; an empty user name too, unless there is a password; an empty password none
 * [B-USER-3].
 * @param needsClientId whether an empty client id needs a clean session [MQTT-3.1.3-8]
 */
export function connectOptions(
  user: UserConfig,
  connection: ConnectionConfig,
  needsClientId: boolean,
): Result<ConnectOptions> {
  const clientId = decodeUtf8(user.clientId);
  const username = decodeUtf8(user.username);
  if (clientId === undefined) return refused('link.clientIdNotUtf8');
  if (username === undefined) return refused('link.usernameNotUtf8');
  if (clientId === '' && !connection.cleanSession && needsClientId) return refused('link.clientIdEmpty');
  const { willTopic } = connection;
  const hasPassword = user.password.length > 0;
  return {
    clientId,
    cleanSession: connection.cleanSession,
    keepAliveSeconds: connection.keepAlive,
    asIs: true,
    ...(username === '' && !hasPassword ? {} : { username }),
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
