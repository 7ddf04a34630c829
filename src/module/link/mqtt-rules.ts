// The commands know links, not the MQTT client below them.

export { MAX_REMAINING_LENGTH } from '#mqtt/codec/fixed-header';
export { checkTopicName } from '#mqtt/codec/topics';
export type { QoS } from '#mqtt/types';
