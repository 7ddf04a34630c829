import { showBytes } from '#bytes/show-bytes';
import { isUtf8 } from '#bytes/utf8';
import { type Message, message } from '#messages/message';
import { MAX_FIELD_BYTES } from './field.ts';

const NUL = 0x00;
const HASH = 0x23;
const PLUS = 0x2b;
const SLASH = 0x2f;
/** More of a topic is not shown. */
const SHOWN_CHARACTERS = 128;

/**
 * What is wrong with a topic name to publish to, or undefined when nothing is [MQTT-4.7].
 * On the path of every publish: one pass over the bytes, and UTF-8 is looked at only where it is not ASCII.
 * @param anyBytes it need not be UTF-8
 */
export function checkTopicName(topic: Uint8Array, anyBytes = false): Message | undefined {
  const size = topic.length;
  if (size === 0) return empty(TOPIC); // [MQTT-4.7.3-1]
  if (size > MAX_FIELD_BYTES) return tooLong(TOPIC, size);
  let ascii = true;
  for (let at = 0; at < size; at++) {
    const byte = topic[at] as number;
    if (byte >= 0x80) ascii = false;
    else if (byte === HASH || byte === PLUS)
      return wildcard(byte); // [MQTT-3.3.2-2]
    else if (byte === NUL) return nul(TOPIC);
  }
  // [MQTT-1.5.3-1]
  return ascii || anyBytes || isUtf8(topic) ? undefined : notUtf8(TOPIC);
}

/** What is wrong with a topic filter to subscribe to, or undefined when nothing is [MQTT-4.7]. */
export function checkTopicFilter(filter: Uint8Array): Message | undefined {
  const size = filter.length;
  if (size === 0) return empty(FILTER); // [MQTT-4.7.3-1]
  if (size > MAX_FIELD_BYTES) return tooLong(FILTER, size);
  let ascii = true;
  for (let at = 0; at < size; at++) {
    const byte = filter[at] as number;
    if (byte >= 0x80) ascii = false;
    else if (byte === NUL) return nul(FILTER);
    else if (byte === HASH && at !== size - 1)
      return message('mqtt.hashNotLast'); // [MQTT-4.7.1-2]
    else if ((byte === HASH || byte === PLUS) && !isWholeLevel(filter, at)) {
      return message('mqtt.notWholeLevel', { character: String.fromCharCode(byte) }); // [MQTT-4.7.1-3]
    }
  }
  return ascii || isUtf8(filter) ? undefined : notUtf8(FILTER);
}

/** A topic as text for people: its beginning where it is long, and nothing that a terminal would act on. */
export function showTopic(topic: Uint8Array): string {
  const text = showBytes(topic).replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function isWholeLevel(filter: Uint8Array, at: number): boolean {
  const starts = at === 0 || filter[at - 1] === SLASH;
  const ends = at === filter.length - 1 || filter[at + 1] === SLASH;
  return starts && ends;
}

const TOPIC = message('mqtt.topic');
const FILTER = message('mqtt.topicFilter');

const empty = (what: Message): Message => message('mqtt.isEmpty', { what });
const nul = (what: Message): Message => message('mqtt.holdsNul', { what }); // [MQTT-4.7.3-2]
const notUtf8 = (what: Message): Message => message('mqtt.notUtf8', { what });
const wildcard = (byte: number): Message =>
  message('mqtt.wildcard', { character: String.fromCharCode(byte) });
const tooLong = (what: Message, size: number): Message =>
  message('mqtt.tooLong', { what, size, max: MAX_FIELD_BYTES }); // [MQTT-4.7.3-3]
