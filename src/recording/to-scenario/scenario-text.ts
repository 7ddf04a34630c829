import { decodeUtf8 } from '#bytes/utf8';
import { escapeControls } from '#text/escape-controls';

/** What the notation of scenarios means something by, and braces that a placeholder could begin with. */
const MARKS = /[⏎␀-␟‹›]|\{(?=[a-zA-Z])/gu;

/** Writes bytes in the notation of scenarios, so that reading it gives exactly them. */
export function toScenarioText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) return Array.from(bytes, showByte).join('').replaceAll('›‹', ' ');
  return text
    .replace(MARKS, asBytes)
    .replaceAll('\r\n', '⏎')
    .replace(/./gsu, (character) => {
      if (character < ' ') return String.fromCharCode(character.charCodeAt(0) + 0x2400);
      return escapeControls(character) === character ? character : asBytes(character);
    });
}

/** A text that begins and ends as a regular expression would be taken for one. */
export function toScenarioPattern(bytes: Uint8Array): string {
  const text = toScenarioText(bytes);
  return text.startsWith('/') ? `‹2f›${text.slice(1)}` : text;
}

/** A text in YAML. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function asBytes(text: string): string {
  return `‹${[...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}›`;
}

function showByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f && byte !== 0x7b
    ? String.fromCharCode(byte)
    : `‹${byte.toString(16).padStart(2, '0')}›`;
}
