import { copyInto } from '#bytes/copy';
import type { QoS } from '#mqtt/types';

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
/** `",`, the comma behind the length, and the line end. */
const FRAME_BYTES = 5;

/** A message as it came from the broker. */
export interface Received {
  readonly topic: Uint8Array;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  /** The packet's first byte and its remaining length field, together. */
  readonly fixedHeaderBytes: number;
}

const heads: Buffer[] = [];

/** What the lines of a link begin with: `+MQTTSUBRECV:0,"`. One for all modules. */
export function receivedHead(link: number): Buffer {
  heads[link] ??= Buffer.from(`+MQTTSUBRECV:${link},"`);
  return heads[link];
}

/**
 * The `+MQTTSUBRECV` lines of a message [B-RECV-1], [B-RECV-2]. A message that does not fit the receive buffer
 * comes in several: the first holds what is left of the buffer behind the packet's header and topic, each
 * further one at most a buffer.
 * @param head as `receivedHead` gives it
 * @param bufferBytes size of the receive buffer; 0 never splits
 * @returns the lines in one buffer of their own
 */
export function receivedLines(head: Buffer, message: Received, bufferBytes: number): Buffer {
  const { topic, payload } = message;
  const idBytes = message.qos > 0 ? 2 : 0;
  const first = bufferBytes - message.fixedHeaderBytes - 2 - topic.length - idBytes;
  if (bufferBytes === 0 || payload.length <= Math.max(first, 0)) return receivedLine(head, topic, payload);
  const lines: Buffer[] = [];
  // A topic that fills the buffer by itself leaves nothing for the first line, so it counts as a further one.
  let end = first > 0 ? first : bufferBytes;
  for (let at = 0; at < payload.length; at = end, end += bufferBytes) {
    lines.push(receivedLine(head, topic, payload.subarray(at, end)));
  }
  return Buffer.concat(lines);
}

function receivedLine(head: Buffer, topic: Uint8Array, payload: Uint8Array): Buffer {
  const size = payload.length;
  const digits = digitsOf(size);
  const line = Buffer.allocUnsafe(head.length + topic.length + digits + FRAME_BYTES + size);
  let at = copyInto(line, 0, head);
  at = copyInto(line, at, topic);
  line[at++] = QUOTE;
  line[at++] = COMMA;
  for (let rest = size, place = at + digits - 1; place >= at; place--) {
    line[place] = ZERO + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
  at += digits;
  line[at++] = COMMA;
  at = copyInto(line, at, payload);
  line[at++] = CR;
  line[at] = LF;
  return line;
}

function digitsOf(size: number): number {
  let digits = 1;
  for (let rest = size; rest >= 10; rest = Math.trunc(rest / 10)) digits++;
  return digits;
}
