import { z } from 'zod';
import { message, textOf } from '#messages/message';

const ESCAPE = /\\(?:([rnt0\\])|x([\da-f]{2}))/gi;
const ESCAPED = /^(?:[^\\]|\\[rnt0\\]|\\x[\da-f]{2})*$/i;
const CHARACTERS: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', 0: '\0', '\\': '\\' };

/** A text in which `\r`, `\n`, `\t`, `\0`, `\\` and `\xNN` stand for bytes. */
export function escapedText() {
  return z.string().regex(ESCAPED, textOf(message('faults.notEscaped')));
}

/** The bytes that such a text stands for; what is not escaped is UTF-8. */
export function escapedBytes(text: string): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const { index, 0: whole, 1: letter, 2: hex } of text.matchAll(ESCAPE)) {
    const byte = hex === undefined ? CHARACTERS[letter?.toLowerCase() ?? ''] : undefined;
    parts.push(Buffer.from(text.slice(at, index)));
    parts.push(byte === undefined ? Buffer.from(hex ?? '', 'hex') : Buffer.from(byte));
    at = index + whole.length;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(at))]);
}
