// The commands know links, not the MQTT client below them.

export { checkTopicName, MAX_REMAINING_LENGTH, type QoS } from '#mqtt/index';
