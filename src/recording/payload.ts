import { base64Of } from '#bytes/base64';
import { decodeUtf8 } from '#bytes/utf8';
import { escapeControls } from '#text/escape-controls';

/** How bytes stand in a line of a recording: in one of three ways. */
export interface Payload {
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
  readonly base64?: string | undefined;
}

/** So many bytes are easier to read in hexadecimal than they are long. */
const MAX_HEX_BYTES = 64;
/** Bytes of one line at most, so that readers need not hold more. */
const PIECE_BYTES = 32_768;
const LINE_END = /[\r\n\t]/g;

/** Writes bytes so that they can be read back exactly. */
export function encodePayload(bytes: Uint8Array): Payload {
  const text = decodeUtf8(bytes);
  if (text !== undefined && isPrintable(text)) return { text };
  return bytes.length <= MAX_HEX_BYTES ? { hex: hexOf(bytes) } : { base64: base64Of(bytes) };
}

/** Reads them back; undefined where the line has them in no way, or in several. */
export function decodePayload({ text, hex, base64 }: Payload): Buffer | undefined {
  if ([text, hex, base64].filter((each) => each !== undefined).length !== 1) return undefined;
  if (text !== undefined) return Buffer.from(text);
  return hex === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(hex, 'hex');
}

/** Cuts bytes into pieces of a line each, never inside of a character of UTF-8. */
export function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    let to = Math.min(from + PIECE_BYTES, bytes.length);
    if (to < bytes.length) {
      let cut = to;
      // Bytes that go on with a character; there are three at most.
      while (cut > to - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--;
      if (cut > to - 4) to = cut;
    }
    yield bytes.subarray(from, to);
    from = to;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether it can be looked at in a terminal as it is. */
function isPrintable(text: string): boolean {
  const bare = text.replace(LINE_END, '');
  return escapeControls(bare) === bare;
}
