import type { QoS } from '../../mqtt/index.ts';

const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/** A message as it came from the broker. */
export interface Received {
  readonly topic: Buffer;
  readonly payload: Buffer;
  readonly qos: QoS;
  /** The packet's first byte and its remaining length field, together. */
  readonly fixedHeaderBytes: number;
}

/**
 * The `+MQTTSUBRECV` lines of a message (behaviour §4.4). A message that does not fit the receive buffer
 * comes in several: the first holds what is left of the buffer behind the packet's header and topic, each
 * further one at most a buffer.
 * @param bufferBytes size of the receive buffer; 0 never splits
 */
export function receivedLines(link: number, message: Received, bufferBytes: number): Buffer {
  const { topic, payload } = message;
  const idBytes = message.qos > 0 ? 2 : 0;
  const first = bufferBytes - message.fixedHeaderBytes - 2 - topic.length - idBytes;
  if (bufferBytes === 0 || payload.length <= Math.max(first, 0)) return receivedLine(link, topic, payload);
  const lines: Buffer[] = [];
  // A topic that fills the buffer by itself leaves nothing for the first line, so it counts as a further one.
  let end = first > 0 ? first : bufferBytes;
  for (let at = 0; at < payload.length; at = end, end += bufferBytes) {
    lines.push(receivedLine(link, topic, payload.subarray(at, end)));
  }
  return Buffer.concat(lines);
}

function receivedLine(link: number, topic: Buffer, payload: Buffer): Buffer {
  const head = `+MQTTSUBRECV:${link},"`;
  const length = `",${payload.length}`;
  const line = Buffer.allocUnsafe(head.length + topic.length + length.length + 1 + payload.length + 2);
  let at = line.write(head, 0, 'latin1');
  at += topic.copy(line, at);
  at += line.write(length, at, 'latin1');
  line[at++] = COMMA;
  at += payload.copy(line, at);
  line[at++] = CR;
  line[at] = LF;
  return line;
}
