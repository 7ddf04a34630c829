import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, type Result } from '#at/reply';
import { decodeUtf8 } from '#bytes/utf8';
import { message } from '#messages/message';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { ConnectionConfig, UserConfig } from './config.ts';

/**
 * What CONNECT will say for a configuration, or why it cannot be said (0x600A).
 * An empty user name, password or will topic means none [B-USER-3].
 */
export function connectOptions(user: UserConfig, connection: ConnectionConfig): Result<ConnectOptions> {
  const clientId = decodeUtf8(user.clientId);
  const username = decodeUtf8(user.username);
  const willTopic = decodeUtf8(connection.willTopic);
  if (clientId === undefined) return refused('link.clientIdNotUtf8');
  if (username === undefined) return refused('link.usernameNotUtf8');
  if (willTopic === undefined) return refused('link.willTopicNotUtf8');
  if (clientId === '' && !connection.cleanSession) {
    // [MQTT-3.1.3-8]
    return refused('link.clientIdEmpty');
  }
  return {
    clientId,
    cleanSession: connection.cleanSession,
    keepAliveSeconds: connection.keepAlive,
    ...(username === '' ? {} : { username }),
    ...(user.password.length === 0 ? {} : { password: user.password }),
    ...(willTopic === ''
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

function refused(
  key: 'link.clientIdNotUtf8' | 'link.usernameNotUtf8' | 'link.willTopicNotUtf8' | 'link.clientIdEmpty',
): Failure {
  return failure(mqttCode('PARAM_PREPARE_ERROR'), message(key));
}
