import type { ControlEvent } from '#control/events/events';

/** Something that went over a UART, as far as it is shown. */
export type Traffic = Pick<
  Extract<ControlEvent, { event: 'traffic' }>,
  'time' | 'from' | 'host' | 'text' | 'bytes' | 'data' | 'urc'
>;

/** How traffic is written on the screen. */
export interface Style {
  /** The time before each line. */
  readonly times: boolean;
  /** Line ends as signs, and empty lines too. */
  readonly ends: boolean;
  /** What stands in place of data, which is not shown. */
  readonly data: (bytes: number) => string;
}

/** Of ANSI: the screen gives each of them the colour of the theme. */
const COLOUR = { host: 34, urc: 35, bad: 31, good: 32, prompt: 36, sign: 33, quiet: 90 } as const;
/** Before a line of a host, and before one of the module: not by the colour alone. */
const MARK = { host: '\u2192 ', module: '  ' } as const;
const ENDS: Readonly<Record<string, string>> = { '\r\n': '\u240d\u240a', '\r': '\u240d', '\n': '\u240a' };
/** What would move the cursor or worse: everything that is no character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Traffic as the terminal takes it: lines that end with CR LF. */
export function screenText({ time, from, host, text, bytes, data, urc }: Traffic, style: Style): string {
  const shown = data ? style.data(bytes) : text;
  const others = from === 'host' && host !== 'control' ? `[${plain(host ?? '')}] ` : '';
  const stamp = style.times ? coloured('quiet', `${localTime(time)} `) : '';
  return linesOf(shown, style.ends)
    .map(({ line, end }) => {
      const colour = data ? 'quiet' : from === 'host' ? 'host' : colourOf(line, urc === true);
      const mark = coloured(from === 'host' ? 'host' : 'quiet', MARK[from] + others);
      return `${stamp}${mark}${written(line, colour)}${style.ends ? coloured('sign', end) : ''}\r\n`;
    })
    .join('');
}

function linesOf(text: string, all: boolean): { line: string; end: string }[] {
  const lines = Array.from(text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g), ([, line = '', end = '']) => ({
    line,
    end: ENDS[end] ?? '',
  }));
  return lines.filter(({ line, end }) => line !== '' || (all && end !== ''));
}

/** A line of the module, by what it says. */
function colourOf(line: string, urc: boolean): keyof typeof COLOUR | undefined {
  if (line === 'OK' || line === 'SEND OK') return 'good';
  if (/^(?:ERROR|FAIL|ERR CODE:|busy )|^\+MQTTPUB:FAIL/.test(line)) return 'bad';
  if (line === '>') return 'prompt';
  return urc ? 'urc' : undefined;
}

/** A line whose control characters are written out. */
function written(line: string, colour: keyof typeof COLOUR | undefined): string {
  const base = colour === undefined ? '\u001b[0m' : `\u001b[${COLOUR[colour]}m`;
  const safe = line.replace(CONTROL, (character) => `\u001b[${COLOUR.sign}m${escaped(character)}${base}`);
  return `${base}${safe}\u001b[0m`;
}

function coloured(colour: keyof typeof COLOUR, text: string): string {
  return text === '' ? '' : `\u001b[${COLOUR[colour]}m${text}\u001b[0m`;
}

/** A text whose control characters are written out. */
export function plain(text: string): string {
  return text.replace(CONTROL, escaped);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (number: number): string => String(number).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}
