export { type Broker, type BrokerClient, type BrokerOptions, startBroker } from './broker.ts';
export { BrokerError, type BrokerErrorCode, isBrokerError } from './broker-error.ts';
export type { CertifiedKey, TestCertificates } from './certificates.ts';
export { LISTENER_KINDS, type ListenAddress, type Listener, type ListenerKind } from './listener.ts';
export type { BrokerNotice } from './log-events.ts';
export type { BrokerMessage, BrokerPublish } from './messages.ts';
export type { BrokerSession } from './sessions.ts';
