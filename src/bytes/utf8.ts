const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text, a byte order mark included; undefined when they are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? decoder.decode(bytes) : undefined;
}

/**
 * Whether bytes are valid UTF-8 (RFC 3629): no encoded surrogate, no overlong form, nothing cut off. By hand, so that it is
 * the same in every runtime.
 */
export function isUtf8(bytes: Uint8Array): boolean {
  const size = bytes.length;
  let at = 0;
  while (at < size) {
    const first = bytes[at++] as number;
    if (first < 0x80) continue;
    if (first < 0xc2 || first > 0xf4) return false;
    // The first byte narrows what the second may be, and so keeps out overlong forms, surrogates and what is too large.
    const min = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const max = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    const second = bytes[at++];
    if (second === undefined || second < min || second > max) return false;
    for (let more = first < 0xe0 ? 0 : first < 0xf0 ? 1 : 2; more > 0; more--) {
      if (((bytes[at++] ?? 0) & 0xc0) !== 0x80) return false;
    }
  }
  return true;
}
