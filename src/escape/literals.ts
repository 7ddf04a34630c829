import { decodeUtf8 } from '#bytes/utf8';

/** Languages in which bytes can be written down, in the order in which they are shown. */
export const LITERAL_LANGUAGES = ['c', 'python', 'javascript', 'micropython'] as const;
export type LiteralLanguage = (typeof LITERAL_LANGUAGES)[number];

/** `at`: the bytes themselves. */
export const LANGUAGES = ['at', ...LITERAL_LANGUAGES] as const;
export type Language = (typeof LANGUAGES)[number];

const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };
const [DOUBLE_QUOTE, SINGLE_QUOTE, QUESTION] = [0x22, 0x27, 0x3f];

/** Bytes as a literal of a language, on one line and in ASCII. */
export const LITERALS: Readonly<Record<LiteralLanguage, (bytes: Buffer) => string>> = {
  c: cLiteral,
  python: pythonLiteral,
  javascript: javascriptLiteral,
  micropython: pythonLiteral,
};

/** A string literal of C and C++. Octal escapes end after three digits, those of hexadecimal take any that follow. */
function cLiteral(bytes: Buffer): string {
  const characters = Array.from(bytes, (byte, at) => {
    if (byte === DOUBLE_QUOTE) return '\\"';
    // Two in a row may begin a trigraph.
    if (byte === QUESTION && bytes[at - 1] === QUESTION) return '\\?';
    return character(byte) ?? `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${characters.join('')}"`;
}

/** A bytes literal. */
function pythonLiteral(bytes: Buffer): string {
  return `b'${Array.from(bytes, inSingleQuotes).join('')}'`;
}

/** A string where the bytes are UTF-8, as which streams send strings; else a Buffer. */
function javascriptLiteral(bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) return `Buffer.from('${Array.from(bytes, inSingleQuotes).join('')}', 'latin1')`;
  const units = Array.from({ length: text.length }, (_, at) => {
    const unit = text.charCodeAt(at);
    return unit < 0x80 ? inSingleQuotes(unit) : `\\u${unit.toString(16).padStart(4, '0')}`;
  });
  return `'${units.join('')}'`;
}

function inSingleQuotes(byte: number): string {
  return byte === SINGLE_QUOTE ? "\\'" : (character(byte) ?? `\\x${byte.toString(16).padStart(2, '0')}`);
}

/** What is written alike in all of them. */
function character(byte: number): string | undefined {
  return NAMED[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : undefined);
}
