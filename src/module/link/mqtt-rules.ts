// The commands know links, not the MQTT client below them.
export { checkTopicName, type QoS } from '../../mqtt/index.ts';
export { MAX_REMAINING_LENGTH } from '../../mqtt/remaining-length.ts';
