import { copyInto } from '#bytes/copy';
import { keep } from '#bytes/keep';
import { sameBytes } from '#bytes/same-bytes';
import type { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import type { IncomingMessage, QoS } from '../types.ts';
import { fieldBytes, readField } from './field.ts';
import { checkRemainingLength, remainingLengthBytes, writeRemainingLength } from './fixed-header.ts';
import { malformed, wrongLength } from './malformed.ts';
import { ID_BYTES, readId, writeId } from './packet-id.ts';
import { checkTopicName } from './topics.ts';

/** A message from the broker (MQTT 3.1.1, 3.3). */
export interface Publish extends IncomingMessage {
  readonly type: 'publish';
  /** Its packet identifier; 0 with QoS 0, which has none. */
  readonly id: number;
}

/** The first byte without its flags, which are the rest of it. */
export const PUBLISH = 0x30;
const RETAIN = 0x01;
const QOS_SHIFT = 1;
const QOS_MASK = 0x03;
const DUP = 0x08;

/** Payloads from this size on leave by themselves, uncopied. */
export const LARGE_BYTES = 32_768;

/**
 * Reads a PUBLISH where it lies: its payload is a view of `bytes`.
 * @param at where its first byte is
 * @param headerBytes size of its fixed header
 * @param end offset behind it
 * @param lastTopic the topic of an earlier one; one that repeats, as most do, is checked and copied once
 * @param anyTopic a topic need not be UTF-8, as those of devices that speak GBK are not
 * @throws MqttError `PROTOCOL`
 */
export function readPublish(
  bytes: Uint8Array,
  at: number,
  headerBytes: number,
  end: number,
  lastTopic: Uint8Array,
  anyTopic: boolean,
): Publish {
  const first = bytes[at] as number;
  const qos = (first >> QOS_SHIFT) & QOS_MASK;
  if (qos > 2) throw malformed(message('mqtt.wrongQos')); // [MQTT-3.3.1-4]
  const topicAt = at + headerBytes + 2;
  if (topicAt > end) throw wrongLength('PUBLISH');
  const topicEnd = topicAt + (((bytes[topicAt - 2] as number) << 8) | (bytes[topicAt - 1] as number));
  const payloadAt = qos === 0 ? topicEnd : topicEnd + ID_BYTES;
  if (payloadAt > end) throw wrongLength('PUBLISH');
  const repeats = topicAt !== topicEnd && sameBytes(lastTopic, bytes, topicAt, topicEnd);
  return {
    type: 'publish',
    id: qos === 0 ? 0 : readId('PUBLISH', bytes, topicEnd),
    topic: repeats ? lastTopic : readTopic(bytes.subarray(topicAt, topicEnd), anyTopic),
    // Not `subarray`, by which a Buffer makes a Buffer; that takes longer.
    payload: new Uint8Array(bytes.buffer, bytes.byteOffset + payloadAt, end - payloadAt),
    qos: qos as QoS,
    retain: (first & RETAIN) !== 0,
    dup: (first & DUP) !== 0,
    fixedHeaderBytes: headerBytes,
  };
}

/**
 * The topic of a PUBLISH of which only the beginning has come.
 * @param at where its first byte is
 * @param headerBytes size of its fixed header
 * @returns undefined when not all of the topic is there, or it is another packet
 */
export function topicOfBeginning(bytes: Uint8Array, at: number, headerBytes: number): Uint8Array | undefined {
  if (((bytes[at] as number) & 0xf0) !== PUBLISH) return undefined;
  const topicAt = at + headerBytes + 2;
  if (topicAt > bytes.length) return undefined;
  const topicEnd = topicAt + (((bytes[topicAt - 2] as number) << 8) | (bytes[topicAt - 1] as number));
  return topicEnd > bytes.length ? undefined : bytes.subarray(topicAt, topicEnd);
}

/** What a PUBLISH may be changed in without its being written anew. */
export interface PublishChanges {
  readonly qos?: 1 | 2;
  readonly dup?: boolean;
  readonly id?: number;
}

/** The same PUBLISH of QoS 1 or 2, changed; a copy. */
export function changePublish(
  packet: Uint8Array,
  headerBytes: number,
  { qos, dup, id }: PublishChanges,
): Uint8Array {
  const copy = Buffer.from(packet);
  let first = copy[0] as number;
  if (qos !== undefined) first = (first & ~(QOS_MASK << QOS_SHIFT)) | (qos << QOS_SHIFT);
  if (dup !== undefined) first = dup ? first | DUP : first & ~DUP;
  copy[0] = first;
  if (id !== undefined)
    writeId(copy, headerBytes + fieldBytes(readField('PUBLISH', packet, headerBytes, packet.length)), id);
  return copy;
}

function readTopic(bytes: Uint8Array, anyBytes: boolean): Uint8Array {
  const problem = checkTopicName(bytes, anyBytes);
  if (problem !== undefined) throw malformed(message('mqtt.inPublish', { problem }));
  return keep(bytes);
}

/**
 * Writes a PUBLISH. The topic must have been checked; a payload of LARGE_BYTES or more must not be changed
 * afterwards, because it is handed on uncopied.
 * @param id its packet identifier; 0 with QoS 0, which has none
 * @throws MqttError `PACKET_TOO_LARGE`; nothing is written then
 */
export function writePublish(
  output: WriteBuffer,
  topic: Uint8Array,
  payload: Uint8Array,
  qos: QoS,
  retain: boolean,
  dup: boolean,
  id: number,
): void {
  const topicSize = topic.length;
  const payloadSize = payload.length;
  const headerSize = 2 + topicSize + (qos === 0 ? 0 : ID_BYTES);
  const remaining = headerSize + payloadSize;
  checkRemainingLength(remaining);
  const large = payloadSize >= LARGE_BYTES;
  const size = 1 + remainingLengthBytes(remaining) + (large ? headerSize : remaining);
  const chunk = output.reserve(size);
  let at = output.length;
  chunk[at++] = PUBLISH | (dup ? DUP : 0) | (qos << QOS_SHIFT) | (retain ? RETAIN : 0);
  at = writeRemainingLength(chunk, at, remaining);
  chunk[at++] = topicSize >>> 8;
  chunk[at++] = topicSize & 0xff;
  at = copyInto(chunk, at, topic);
  if (qos !== 0) {
    chunk[at++] = id >>> 8;
    chunk[at++] = id & 0xff;
  }
  if (!large) copyInto(chunk, at, payload);
  output.commit(size);
  if (large) output.appendOwned(payload);
}

/** Whether a PUBLISH of QoS 1 or 2 can be written. @throws MqttError `PACKET_TOO_LARGE` */
export function checkPublishSize(topic: Uint8Array, payload: Uint8Array): void {
  checkRemainingLength(2 + topic.length + ID_BYTES + payload.length);
}
