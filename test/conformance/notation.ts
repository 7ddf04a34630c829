/**
 * How bytes are written in a transcript: as UTF-8 text in which `⏎` is CR LF, a control picture such as ␀ ␍ ␊
 * is that control character, `‹ff 0a›` are bytes in hexadecimal, and `‹a*300›` is a text repeated.
 */
const MARK = /⏎|[␀-␟]|‹([^›]*)›/g;

const LONG_RUN = /(.)\1{39,}/gsu;

/** Reads the notation. @throws when a mark is malformed */
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
  if (repeated !== null) return Buffer.from((repeated[1] ?? '').repeat(Number(repeated[2])));
  if (!/^[0-9a-f]{2}( [0-9a-f]{2})*$/.test(inner))
    throw new Error(`‹${inner}› is neither bytes nor a repetition`);
  return Buffer.from(inner.replaceAll(' ', ''), 'hex');
}

/** Writes bytes in the notation, for a failed comparison. */
export function toNotation(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll('\r\n', '⏎')
    .replace(/\p{Cc}/gu, (control) => String.fromCharCode(control.charCodeAt(0) + 0x2400))
    .replace(LONG_RUN, (run, repeated: string) => `‹${repeated}*${run.length / repeated.length}›`);
}
