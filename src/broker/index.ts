export { type Broker, type BrokerOptions, startBroker } from './broker.ts';
export { BrokerError, type BrokerErrorCode, isBrokerError } from './broker-error.ts';
export type { BrokerNotice } from './narrate.ts';
