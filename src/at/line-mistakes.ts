import { isUtf8 } from '#bytes/utf8';
import { type Message, message } from '#messages/message';

const BACKSLASH = '\\';
/** What input methods write in place of ASCII. */
const WIDE: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '＂': '"',
  '‘': "'",
  '’': "'",
  '，': ',',
  '、': ',',
  '；': ';',
  '：': ':',
  '＝': '=',
  '＋': '+',
  '？': '?',
  '（': '(',
  '）': ')',
  '　': ' ',
  '\u00a0': ' ',
  '－': '-',
};
/** The same as a serial tool in GBK sends it, its two bytes as latin1. */
const WIDE_GBK: Readonly<Record<string, string>> = {
  '\xa1\xb0': '“',
  '\xa1\xb1': '”',
  '\xa1\xae': '‘',
  '\xa1\xaf': '’',
  '\xa3\xac': '，',
  '\xa1\xa2': '、',
  '\xa3\xbb': '；',
  '\xa3\xba': '：',
  '\xa3\xbd': '＝',
  '\xa3\xab': '＋',
  '\xa3\xbf': '？',
  '\xa3\xa8': '（',
  '\xa3\xa9': '）',
  '\xa1\xa1': '　',
  '\xa3\xad': '－',
};

/**
 * What a person most likely did wrong in a line that could not be read; undefined where nothing stands out. Only looked
 * for once a line has failed.
 */
export function lineMistake(bytes: Buffer, from: number, to: number): Message | undefined {
  const raw = bytes.subarray(from, to);
  const characters = isUtf8(raw) ? [...raw.toString()] : gbkCharacters(raw.toString('latin1'));
  const { outside, open } = quoting(characters);
  const at = (index: number): { column: number } => ({ column: index + 1 });
  const find = (pattern: RegExp): number => outside.search(pattern);

  const second = find(/(?<!^)[\r\n]|(?<!^)AT(?=[+\r\n])/i);
  if (second > 0)
    return message('at.twoCommands', at(/[\r\n]/.test(outside[second] ?? '') ? second + 1 : second));
  const wide = characters.findIndex((character, index) => character in WIDE && outside[index] !== '\0');
  if (wide !== -1) {
    const typed = characters[wide] ?? '';
    return message('at.wideCharacter', { ...at(wide), typed, meant: WIDE[typed] ?? '' });
  }
  const remark = find(/\/\//);
  if (remark !== -1) return message('at.remark', at(remark));
  const semicolon = find(/;/);
  if (semicolon !== -1) return message('at.semicolon', at(semicolon));
  const beforeEquals = find(/\s+=/);
  if (beforeEquals !== -1) return message('at.spaceBeforeEquals', at(beforeEquals));
  const atEnd = find(/\s+$/);
  if (atEnd !== -1) return message('at.spaceAtEnd', at(atEnd));
  const between = find(/\s/);
  if (between !== -1) return message('at.spaceBetween', at(between));
  return open === undefined ? undefined : message('at.quoteOpen', at(open));
}

/** How lines begin that a module writes and no host has a reason to; an echo shows line ends as `^M^J`. */
const OWN_OUTPUT =
  /(?:^|[\r\n]|\^[MJ])(?:OK|ERROR|FAIL|ready|SEND OK|SET OK|busy [ps]\.\.\.|WIFI (?:CONNECTED|GOT IP|DISCONNECT)|ERR CODE:0x[0-9a-f]{8}|\+(?:MQTT|CW|CIP|SYS|PING|TIME|IPD|STA)[A-Z_]*[:,])/;

/** Whether something that came in is what a module says: the echo of a terminal, or a wire from TX to RX. */
export function isOwnOutput(bytes: Buffer, from: number, to: number): boolean {
  return OWN_OUTPUT.test(bytes.toString('latin1', from, to));
}

/** The line with NUL in place of what is inside double quotes, a character each; and where a quote opens that is not closed. */
function quoting(characters: readonly string[]): { outside: string; open: number | undefined } {
  let open: number | undefined;
  let escaped = false;
  const outside = characters.map((character, index) => {
    const quote = character === '"' && !escaped;
    escaped = character === BACKSLASH && !escaped;
    if (quote) {
      open = open === undefined ? index : undefined;
      return '"';
    }
    if (open !== undefined) return '\0';
    return character.length === 1 ? character : '?';
  });
  // Nothing is known of what comes behind a quote that is not closed.
  return { outside: outside.join(''), open };
}

function gbkCharacters(latin1: string): string[] {
  const characters: string[] = [];
  for (let at = 0; at < latin1.length; at++) {
    const wide = WIDE_GBK[latin1.slice(at, at + 2)];
    characters.push(wide ?? latin1[at] ?? '');
    if (wide !== undefined) at++;
  }
  return characters;
}
