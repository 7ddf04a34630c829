const HTTP = Buffer.from('HTTP/');
/** Content type and version of a TLS alert (RFC 8446, 5.1), which cannot begin an MQTT packet for a client. */
const TLS_ALERT = Buffer.from([0x15, 0x03]);

/**
 * Knows the neighbours of MQTT by the first bytes they answer to CONNECT with.
 * @returns what a sentence says of such a server; undefined when it may be MQTT
 */
export function otherProtocol(first: Uint8Array): string | undefined {
  if (startsWith(first, HTTP))
    return 'answers in HTTP, not in MQTT, as one does that expects WebSocket there';
  if (startsWith(first, TLS_ALERT)) return 'answers in TLS, not in MQTT, as one does that expects TLS there';
  return undefined;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}
