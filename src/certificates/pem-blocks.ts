import type { Thing } from '#messages/certificate-commands';
import { type Message, message } from '#messages/message';

/** A piece of PEM: what stands between its lines BEGIN and END. */
export interface PemBlock {
  /** What its lines say that it is, such as `CERTIFICATE`. */
  readonly label: string;
  /** What is in it, as it was written. */
  readonly body: string;
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  /** What its last line says; undefined without one. */
  readonly end: string | undefined;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/g;
const END = /-----END ([A-Z0-9 ]+)-----/;
/** How ASN.1 begins: SEQUENCE, and that its length has so many bytes. */
const SEQUENCE = 0x30;
const LONG = 0x80;

/** The pieces of a PEM text in their order; one that has no end goes up to the next. */
export function pemBlocks(text: string): PemBlock[] {
  const begins = [...text.matchAll(BEGIN)];
  return begins.map((begin, index) => {
    const from = begin.index + begin[0].length;
    const rest = text.slice(from, begins[index + 1]?.index);
    const end = END.exec(rest);
    return {
      label: begin[1] ?? '',
      body: end === null ? rest : rest.slice(0, end.index),
      line: text.slice(0, begin.index).split('\n').length,
      end: end?.[1],
    };
  });
}

/**
 * What is in a piece of PEM.
 * @param nth which of several it is, from 1
 * @returns its bytes, or the message that says what is wrong with how it is written
 */
export function decodeBlock(
  { label, body, line, end }: PemBlock,
  { what, file, nth }: { what: Thing; file: string; nth: number | undefined },
): Buffer | Message {
  const of = { what, file, nth };
  if (/^[ \t]*(?:\\r)?\\n/.test(body) || /\\n[ \t]*"?[ \t]*\r?$/m.test(body)) {
    return message('certificates.escapedLineEnds', { ...of, quoted: /^\s*["']/m.test(body) });
  }
  if (/^[ \t]*\r(?!\n)/.test(body)) return message('certificates.carriageReturns', of);
  if (!/^[ \t]*\r?\n/.test(body)) {
    return end === undefined && body.trim() === ''
      ? message('certificates.noEnd', { ...of, label })
      : message('certificates.noLineEnds', { ...of, label });
  }
  const lines = body.split('\n').map((each) => each.replace(/[ \t\r]+$/, ''));
  if (lines.some((each) => /^[ \t]+\S/.test(each))) return message('certificates.indented', of);
  if (end === undefined) return message('certificates.noEnd', { ...of, label });
  if (end !== label) return message('certificates.endsElse', { ...of, label, end });
  const wrong = lines.findIndex((each) => !/^[A-Za-z0-9+/=]*$/.test(each));
  if (wrong !== -1) return message('certificates.notBase64', { ...of, line: line + wrong });
  const text = lines.join('');
  if (text === '') return message('certificates.emptyBlock', of);
  if (text.replace(/=+$/, '').length % 4 === 1 || (text.includes('=') && text.length % 4 !== 0)) {
    return message('certificates.cutBase64', of);
  }
  const bytes = Buffer.from(text, 'base64');
  const whole = derLength(bytes);
  if (whole === undefined) return message('certificates.damaged', of);
  if (whole > bytes.length) return message('certificates.cut', { ...of, bytes: bytes.length, whole });
  // OpenSSL's own kind of certificate has remarks of its own behind it.
  if (whole < bytes.length && label !== 'TRUSTED CERTIFICATE') {
    return message('certificates.tooLong', { ...of, bytes: bytes.length, whole });
  }
  return bytes.subarray(0, whole);
}

/** The bytes that ASN.1 says it has, its own beginning included; undefined when it is none. */
export function derLength(bytes: Uint8Array): number | undefined {
  const [tag, first] = bytes;
  if (tag !== SEQUENCE || first === undefined) return undefined;
  if (first < LONG) return 2 + first;
  const count = first - LONG;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined;
  return 2 + count + bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 0x100 + byte, 0);
}
