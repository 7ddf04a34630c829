export { MqttClient } from './client/client.ts';
export type { ClientDeps, ClientEvents, ConnectResult } from './client/client-deps.ts';
export { Session } from './client/session.ts';
export {
  noStore,
  type OutgoingPublish,
  type SessionStore,
  type StoredSession,
} from './client/session-store.ts';
export type { ConnectOptions } from './codec/connect.ts';
export { MAX_REMAINING_LENGTH } from './codec/fixed-header.ts';
export { checkTopicFilter, checkTopicName } from './codec/topics.ts';
export {
  isMqttError,
  MqttError,
  type MqttErrorCode,
  type MqttErrorDetails,
} from './errors.ts';
export type { Dial, Transport, TransportEvents } from './transport.ts';
export type { IncomingMessage, QoS } from './types.ts';
