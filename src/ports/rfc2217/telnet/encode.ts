import { COMMAND, IAC, type Verb } from './codes.ts';

/** Data as it goes over the wire, each IAC doubled; the same bytes when there is none. */
export function encodeData(bytes: Uint8Array): Uint8Array {
  let doubled = 0;
  for (let at = bytes.indexOf(IAC); at >= 0; at = bytes.indexOf(IAC, at + 1)) doubled++;
  if (doubled === 0) return bytes;
  const out = new Uint8Array(bytes.length + doubled);
  let to = 0;
  for (const byte of bytes) {
    out[to++] = byte;
    if (byte === IAC) out[to++] = IAC;
  }
  return out;
}

/** An offer, a request or their refusal. */
export function encodeNegotiation(verb: Verb, option: number): Uint8Array {
  return Uint8Array.of(IAC, COMMAND[verb], option);
}

/** What the two sides tell each other about an option that is on (RFC 855). */
export function encodeSubnegotiation(option: number, body: Uint8Array): Uint8Array {
  const inner = encodeData(Uint8Array.of(option, ...body));
  return Uint8Array.of(IAC, COMMAND.SB, ...inner, IAC, COMMAND.SE);
}
