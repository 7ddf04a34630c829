import { decodeUtf8 } from '#bytes/utf8';
import { message } from '#messages/message';
import { ScenarioError } from './scenario-error.ts';

/**
 * How bytes are written in scenarios and transcripts: as UTF-8 text in which `⏎` is CR LF, a control picture such as
 * ␀ ␍ ␊ is that control character, `‹ff 0a›` are bytes in hexadecimal, and `‹a*300›` is a text repeated.
 */
const MARK = /⏎|[␀-␟]|‹([^›]*)›/g;

const LONG_RUN = /(.)\1{39,}/gsu;
/** What a mistyped repetition may make at most. */
const MAX_REPEATED = 16_777_216;

/** Reads the notation. @throws ScenarioError when a mark is malformed */
export function toBytes(text: string): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    parts.push(Buffer.from(text.slice(at, match.index)), mark(match[0], match[1]));
    at = match.index + match[0].length;
  }
  parts.push(Buffer.from(text.slice(at)));
  return Buffer.concat(parts);
}

function mark(whole: string, inner: string | undefined): Buffer {
  if (whole === '⏎') return Buffer.from('\r\n');
  if (inner === undefined) return Buffer.from([whole.charCodeAt(0) - 0x2400]);
  const repeated = /^(.+)\*(\d+)$/su.exec(inner);
  if (repeated !== null) {
    const [, text = '', times = ''] = repeated;
    if (Buffer.byteLength(text) * Number(times) > MAX_REPEATED) {
      throw new ScenarioError(message('scenario.repeatedTooOften', { mark: whole, max: MAX_REPEATED }));
    }
    return Buffer.from(text.repeat(Number(times)));
  }
  if (!/^[0-9a-fA-F]{2}( [0-9a-fA-F]{2})*$/.test(inner)) {
    throw new ScenarioError(message('scenario.notBytes', { mark: whole }));
  }
  return Buffer.from(inner.replaceAll(' ', ''), 'hex');
}

/** Writes bytes in the notation, for people. */
export function toNotation(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes) ?? Array.from(bytes, showByte).join('');
  return text
    .replaceAll('\r\n', '⏎')
    .replace(/\p{Cc}/gu, showControl)
    .replace(LONG_RUN, (run, repeated: string) => `‹${repeated}*${run.length / repeated.length}›`);
}

function showByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : `‹${byte.toString(16)}›`;
}

function showControl(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(code + 0x2400) : `‹${code.toString(16)}›`;
}
