import { decodeUtf8 } from '#bytes/utf8';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { ConnectionConfig, UserConfig } from './config.ts';

/**
 * What CONNECT will say for a configuration, or a sentence about why it cannot be said (0x600A).
 * An empty user name, password or will topic means none [B-USER-3].
 */
export function connectOptions(user: UserConfig, connection: ConnectionConfig): ConnectOptions | string {
  const clientId = decodeUtf8(user.clientId);
  const username = decodeUtf8(user.username);
  const willTopic = decodeUtf8(connection.willTopic);
  if (clientId === undefined) return 'the client id is not valid UTF-8';
  if (username === undefined) return 'the user name is not valid UTF-8';
  if (willTopic === undefined) return 'the will topic is not valid UTF-8';
  if (clientId === '' && !connection.cleanSession) {
    // [MQTT-3.1.3-8]
    return 'an empty client id needs a clean session; set disable_clean_session to 0 or give a client id';
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
