export { MqttClient } from './client.ts';
export type { ClientDeps, ClientEvents, ConnectResult } from './client-deps.ts';
export type { ConnectOptions } from './connect-packet.ts';
export {
  isMqttError,
  MqttError,
  type MqttErrorCode,
  type MqttErrorDetails,
  returnCodeText,
} from './errors.ts';
export { Session } from './session.ts';
export { noStore, type OutgoingPublish, type SessionStore, type StoredSession } from './session-store.ts';
export { type Cancel, systemTimers, type Timers } from './timers.ts';
export { checkTopicFilter, checkTopicName } from './topics.ts';
export type { Dial, Transport, TransportEvents } from './transport.ts';
export type { IncomingMessage, QoS } from './types.ts';
