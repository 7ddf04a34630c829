import { type Message, message } from '#messages/message';

const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

const HEX_DIGITS = /^[0-9a-f]*$/i;
/** The largest number whose digits fit into 32 bits. */
const MAX_DIGITS = 0xffff_ffff;

/** The most parameters a line of 256 bytes can hold. */
const MAX_FIELDS = 256;

/**
 * The parameters of one command line, as offsets into it: sliced, not split [B-PARAM-1].
 * One object serves all lines; `split` begins anew.
 */
export class Fields {
  line: Buffer = Buffer.alloc(0);
  /** How many parameters there are; a bare `=` has one, omitted. */
  count = 0;
  #lineStart = 0;
  readonly #from = new Uint32Array(MAX_FIELDS + 1);
  readonly #to = new Uint32Array(MAX_FIELDS + 1);
  readonly #escaped = new Uint8Array(MAX_FIELDS + 1);

  /**
   * Finds the parameters between two offsets of a line.
   * @param lineStart where the line begins in its buffer; columns are counted from it
   * @param lenientQuotes accept commas inside quotes without a backslash [B-PARAM-10]
   */
  split(line: Buffer, lineStart: number, from: number, to: number, lenientQuotes: boolean): void {
    this.line = line;
    this.#lineStart = lineStart;
    let count = 0;
    let start = from;
    let escaped = 0;
    let quoted = false;
    for (let at = from; at < to; at++) {
      const byte = line[at] ?? 0;
      // Nearly every byte is one of these.
      if (byte > COMMA && byte !== BACKSLASH) continue;
      if (byte === BACKSLASH) {
        escaped = 1;
        at++;
      } else if (byte === COMMA && !quoted) {
        this.#from[count] = start;
        this.#to[count] = at;
        this.#escaped[count] = escaped;
        count++;
        start = at + 1;
        escaped = 0;
      } else if (byte === QUOTE && lenientQuotes) {
        quoted = !quoted;
      }
    }
    this.#from[count] = start;
    this.#to[count] = to;
    this.#escaped[count] = escaped;
    this.count = count + 1;
  }

  /** Whether parameter `index` is beyond the last. */
  missing(index: number): boolean {
    return index >= this.count;
  }

  /** Whether parameter `index` is empty or beyond the last [B-PARAM-6]. */
  omitted(index: number): boolean {
    return index >= this.count || this.#from[index] === this.#to[index];
  }

  /** Where parameter `index` begins and ends in `line`. */
  span(index: number): [from: number, to: number] {
    return [this.#from[index] ?? 0, this.#to[index] ?? 0];
  }

  /** Parameter `index` as it was typed, for the few that are neither a number nor a string. */
  text(index: number): string {
    return this.line.toString('latin1', ...this.span(index));
  }

  /**
   * Parameter `index` as a number: decimal, negative decimal, or hexadecimal with `0x`, cut to 32 bits [B-PARAM-4].
   * `-` and `0x` without a digit are 0.
   * @returns undefined when it is none, NaN when its digits do not fit into 32 bits
   */
  number(index: number): number | undefined {
    const line = this.line;
    let at = this.#from[index] ?? 0;
    const to = this.#to[index] ?? 0;
    const negative = line[at] === MINUS;
    if (negative) at++;
    if (!negative && to - at >= 2 && line[at] === ZERO && ((line[at + 1] ?? 0) | 0x20) === 0x78) {
      const digits = line.toString('latin1', at + 2, to);
      return HEX_DIGITS.test(digits) ? wrapped(Number.parseInt(`0${digits}`, 16)) : undefined;
    }
    let value = 0;
    for (; at < to; at++) {
      const byte = line[at] ?? 0;
      if (byte < ZERO || byte > NINE) return undefined;
      value = value * 10 + byte - ZERO;
    }
    return wrapped(value, negative);
  }

  /** A parameter that `number` has read, before it was cut to 32 bits. */
  uncut(index: number): number {
    const typed = this.text(index);
    if (typed === '-' || /^0x$/i.test(typed)) return 0;
    return Number(typed);
  }

  /**
   * Parameter `index` as a string: its bytes between the quotes, escapes resolved [B-PARAM-2], [B-PARAM-3].
   * A lone quote is an empty string.
   * @returns a view of the line where there is nothing to resolve, or undefined when it is badly quoted
   */
  string(index: number): Buffer | undefined {
    const line = this.line;
    const from = (this.#from[index] ?? 0) + 1;
    const to = Math.max(from, (this.#to[index] ?? 0) - 1);
    if (line[from - 1] !== QUOTE || (line[to] !== QUOTE && this.#to[index] !== from)) return undefined;
    return this.#escaped[index] === 0 ? this.#plain(from, to) : this.#unescape(from, to);
  }

  #plain(from: number, to: number): Buffer | undefined {
    const line = this.line;
    for (let at = from; at < to; at++) if (line[at] === QUOTE) return undefined;
    return line.subarray(from, to);
  }

  #unescape(from: number, to: number): Buffer | undefined {
    const line = this.line;
    const out = Buffer.allocUnsafe(to - from);
    let size = 0;
    let at = from;
    for (; at < to; at++) {
      const byte = line[at] ?? 0;
      if (byte === QUOTE) return undefined;
      if (byte === BACKSLASH) at++;
      // A backslash right before the closing quote has swallowed it.
      if (at >= to) return undefined;
      out[size++] = line[at] ?? 0;
    }
    return out.subarray(0, size);
  }

  /** Why parameter `index` could not be read as `wanted`. */
  complaint(index: number, wanted: 'number' | 'string'): Message {
    const [from, to] = this.span(index);
    const quoted = this.line[from] === QUOTE;
    const parameter = index + 1;
    const begin = from - this.#lineStart + 1;
    const end = to - this.#lineStart + 1;
    if (wanted === 'number') {
      return quoted
        ? message('at.numberQuoted', { parameter })
        : message('at.numberExpected', { parameter, column: begin });
    }
    if (!quoted) return message('at.stringExpected', { parameter, column: begin });
    if (this.#endsQuoted(from, to)) return message('at.quoteInside', { parameter, column: end - 1 });
    if (this.#isClosedBehind(index)) return message('at.commaInside', { parameter, column: end });
    return message('at.quoteMissing', { parameter });
  }

  /** Whether a quote that a parameter opens is closed in a later one, rather than by one that opens its own. */
  #isClosedBehind(index: number): boolean {
    // One with quotes inside, as JSON has them, is a text with commas.
    if (this.#hasQuoteInside(index)) return true;
    for (let behind = index + 1; behind < this.count; behind++) {
      const [from, to] = this.span(behind);
      if (this.line[from] === QUOTE && to - from > 1) return false;
      if (this.line[to - 1] === QUOTE) return true;
    }
    return false;
  }

  /** Whether a parameter that begins with a quote has another one without a backslash. */
  #hasQuoteInside(index: number): boolean {
    const [from, to] = this.span(index);
    for (let at = from + 1; at < to; at++) {
      if (this.line[at] === BACKSLASH) at++;
      else if (this.line[at] === QUOTE) return true;
    }
    return false;
  }

  #endsQuoted(from: number, to: number): boolean {
    let backslashes = 0;
    for (let at = to - 2; at > from && this.line[at] === BACKSLASH; at--) backslashes++;
    return to - from > 1 && this.line[to - 1] === QUOTE && backslashes % 2 === 0;
  }
}

/** What is left of a number in 32 bits: the sign counts once the digits have been read. */
function wrapped(value: number, negative = false): number {
  if (value > MAX_DIGITS) return Number.NaN;
  return (negative ? -value : value) | 0;
}
