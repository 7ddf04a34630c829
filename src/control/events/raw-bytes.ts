import { showBytes } from '#bytes/show-bytes';
import { MAX_TEXT } from './cut.ts';

const LINE_END = '\r\n';
/** Of a line, or around a URC. */
const LINE_ENDS = /^\r\n|[\r\n]+$/g;

/**
 * Bytes of the UART in Base64 where their text does not tell them: what is not UTF-8, and a line that ends otherwise than
 * with CR LF. Without them the bytes are the text; the text and CR LF; or a URC between two CR LF.
 * @param shown the text; where something in it is masked, nothing else is told
 */
export function rawOf(bytes: Buffer, shown: string): { readonly base64: string } | undefined {
  if (bytes.length > MAX_TEXT || isTold(bytes, shown)) return undefined;
  const whole = showBytes(bytes);
  if (whole !== shown && whole.replace(LINE_ENDS, '') !== shown) return undefined;
  return { base64: bytes.toString('base64') };
}

/** Whether the text and its line ends are these bytes: found out without making all of the text anew. */
function isTold(bytes: Buffer, shown: string): boolean {
  const size = Buffer.byteLength(shown);
  switch (bytes.length - size) {
    case 0:
      return bytes.toString() === shown;
    case LINE_END.length:
      return bytes.toString() === shown + LINE_END;
    case 2 * LINE_END.length:
      return bytes.toString() === LINE_END + shown + LINE_END;
    default:
      return false;
  }
}
