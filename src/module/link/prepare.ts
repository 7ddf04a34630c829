import { mqttCode } from '../../at/mqtt-codes.ts';
import type { Failure } from '../../at/reply.ts';
import { failure } from '../../at/reply.ts';
import type { ConnectOptions, Session } from '../../mqtt/index.ts';
import type { ConnectionConfig, Target, UserConfig } from './config.ts';
import { connectOptions } from './connect-options.ts';
import type { LinkServices } from './services.ts';
import type { LinkSessions } from './sessions.ts';

/** Everything a try to connect needs. */
export interface Prepared {
  readonly failed: false;
  readonly options: ConnectOptions;
  readonly session: Session;
}

/** Checks all that can be checked before a packet leaves (behaviour §4.4, CONN). */
export function prepareConnection(
  services: LinkServices,
  sessions: LinkSessions,
  config: { user: UserConfig; connection: ConnectionConfig; target: Target },
): Prepared | Failure {
  const { user, connection, target } = config;
  if (user.scheme !== 1) {
    const sentence = `scheme ${user.scheme} is not built yet; use scheme 1, MQTT over TCP`;
    return failure(mqttCode('TLS_CONFIG_ERROR'), sentence);
  }
  const options = connectOptions(user, connection);
  if (typeof options === 'string') return failure(mqttCode('PARAM_PREPARE_ERROR'), options);
  if (!services.wifi.connected) {
    return failure(mqttCode('CLIENT_START_FAILED'), 'there is no Wi-Fi; send AT+CWJAP first');
  }
  try {
    const session = sessions.open(options.clientId, `${target.host}:${target.port}`);
    return { failed: false, options, session };
  } catch (error) {
    return failure(
      mqttCode('PARAM_PREPARE_ERROR'),
      `the stored session cannot be read: ${(error as Error).message}`,
    );
  }
}
