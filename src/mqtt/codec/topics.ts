const MAX_BYTES = 65_535;
const NUL = 0x00;
const HASH = 0x23;
const PLUS = 0x2b;
const SLASH = 0x2f;

/**
 * What is wrong with a topic name to publish to, or undefined when nothing is [MQTT-4.7].
 * On the path of every publish: one pass over the bytes, and UTF-8 is decoded only where it is not ASCII.
 */
export function checkTopicName(topic: Uint8Array): string | undefined {
  const size = topic.length;
  if (size === 0) return 'the topic is empty'; // [MQTT-4.7.3-1]
  if (size > MAX_BYTES) return tooLong('topic', size);
  let ascii = true;
  for (let at = 0; at < size; at++) {
    const byte = topic[at] as number;
    if (byte >= 0x80) ascii = false;
    else if (byte === HASH || byte === PLUS)
      return wildcard(byte); // [MQTT-3.3.2-2]
    else if (byte === NUL) return nul('topic');
  }
  return ascii || isUtf8(topic) ? undefined : notUtf8('topic');
}

/** What is wrong with a topic filter to subscribe to, or undefined when nothing is [MQTT-4.7]. */
export function checkTopicFilter(filter: Uint8Array): string | undefined {
  const size = filter.length;
  if (size === 0) return 'the topic filter is empty'; // [MQTT-4.7.3-1]
  if (size > MAX_BYTES) return tooLong('topic filter', size);
  let ascii = true;
  for (let at = 0; at < size; at++) {
    const byte = filter[at] as number;
    if (byte >= 0x80) ascii = false;
    else if (byte === NUL) return nul('topic filter');
    else if (byte === HASH && at !== size - 1)
      return "'#' is not the last character of the topic filter"; // [MQTT-4.7.1-2]
    else if ((byte === HASH || byte === PLUS) && !isWholeLevel(filter, at)) {
      return `'${String.fromCharCode(byte)}' does not fill a whole level of the topic filter`; // [MQTT-4.7.1-3]
    }
  }
  return ascii || isUtf8(filter) ? undefined : notUtf8('topic filter');
}

function isWholeLevel(filter: Uint8Array, at: number): boolean {
  const starts = at === 0 || filter[at - 1] === SLASH;
  const ends = at === filter.length - 1 || filter[at + 1] === SLASH;
  return starts && ends;
}

// A fatal decoder refuses encoded surrogates and overlong forms too [MQTT-1.5.3-1].
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const wildcard = (byte: number) => `the topic contains the wildcard '${String.fromCharCode(byte)}'`;
const nul = (what: string) => `the ${what} contains a NUL character`; // [MQTT-4.7.3-2]
const notUtf8 = (what: string) => `the ${what} is not valid UTF-8`;
const tooLong = (what: string, size: number) =>
  `the ${what} has ${size} bytes, and MQTT allows at most ${MAX_BYTES}`; // [MQTT-4.7.3-3]
