// The commands know links, not the MQTT client below them.
export { checkTopicName, type QoS } from '../../mqtt/index.ts';
