// The commands know links, not the MQTT client below them.

export { MAX_REMAINING_LENGTH } from '#mqtt/codec/remaining-length';
export { checkTopicName, type QoS } from '#mqtt/index';
