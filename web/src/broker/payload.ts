/** How a payload may be shown. */
export const FORMATS = ['text', 'json', 'hex', 'base64'] as const;
export type PayloadFormat = (typeof FORMATS)[number];

/** Bytes of a line of hexadecimal digits. */
const HEX_LINE = 16;
const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder();

/** Whether it reads as text. */
function isText(payload: Uint8Array): boolean {
  if (payload.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return false;
  try {
    strict.decode(payload);
    return true;
  } catch {
    return false;
  }
}

/** A payload as text; what is no UTF-8 is marked. */
export function textOf(payload: Uint8Array): string {
  return lenient.decode(payload);
}

/** What a payload says as JSON; undefined: it is none. */
export function jsonOf(payload: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(textOf(payload)) as unknown };
  } catch {
    return undefined;
  }
}

/** How a payload is shown unless something else is chosen. */
export function formatFor(payload: Uint8Array): PayloadFormat {
  if (!isText(payload)) return 'hex';
  const json = jsonOf(payload);
  return typeof json?.value === 'object' && json.value !== null ? 'json' : 'text';
}

/** As `xxd` has it: where, the bytes, and what of them is ASCII. */
export function hexOf(payload: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < payload.length; at += HEX_LINE) {
    const bytes = [...payload.subarray(at, at + HEX_LINE)];
    const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
    const text = bytes
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    const left = digits.slice(0, 8).join(' ');
    const right = digits.slice(8).join(' ');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${`${left}  ${right}`.padEnd(50)}${text}`);
  }
  return lines.join('\n');
}

/** In Base64, in lines. */
export function base64Of(payload: Uint8Array): string {
  let text = '';
  for (const byte of payload) text += String.fromCharCode(byte);
  return btoa(text).replace(/.{76}(?=.)/g, '$&\n');
}

/** Lines to compare: JSON with one value a line, text as it is, anything else as hexadecimal digits. */
export function linesOf(payload: Uint8Array): string[] {
  const format = formatFor(payload);
  if (format === 'json') return JSON.stringify(jsonOf(payload)?.value, null, 2).split('\n');
  return (format === 'text' ? textOf(payload) : hexOf(payload)).split('\n');
}

/** Numbers in a payload, by where they are: `''` for the whole, `a.b`, `list.0`. */
export function numbersIn(payload: Uint8Array): Map<string, number> {
  const found = new Map<string, number>();
  const text = textOf(payload).trim();
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return found.set('', Number(text));
  const look = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'number') found.set(path, value);
    else if (typeof value === 'boolean' && path !== '') found.set(path, Number(value));
    else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
      for (const [key, inner] of Object.entries(value)) {
        if (found.size >= MAX_NUMBERS) return;
        look(inner, path === '' ? key : `${path}.${key}`, depth + 1);
      }
  };
  look(jsonOf(payload)?.value, '', 0);
  return found;
}

const MAX_DEPTH = 6;
const MAX_NUMBERS = 100;
