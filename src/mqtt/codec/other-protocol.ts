const HTTP = Buffer.from('HTTP/');
/** Content type and version of a TLS alert (RFC 8446, 5.1), which cannot begin an MQTT packet for a client. */
const TLS_ALERT = Uint8Array.of(0x15, 0x03);

/** Knows the neighbours of MQTT by the first bytes they answer to CONNECT with; undefined: it may be MQTT. */
export function otherProtocol(first: Uint8Array): 'http' | 'tls' | undefined {
  if (startsWith(first, HTTP)) return 'http';
  if (startsWith(first, TLS_ALERT)) return 'tls';
  return undefined;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}
