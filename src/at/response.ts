/** What is read of a field: a number, a string as UTF-8, or several of them. */
export type FieldValue = string | number | readonly (string | number)[];

/** The fields of a line by the manual's names. */
export type FieldsByName = Readonly<Record<string, FieldValue>>;

/** What a field of a response takes, how it is written, and how it is read back. */
export interface Field<T> {
  /** As the manual calls it. */
  readonly name: string;
  /** How the reference shows it: `<state>`, `<"host">`. */
  readonly shape: string;
  write(value: T): string | Uint8Array;
  /** What it looks like on the wire, as a regular expression without groups, one character a byte; `.` is any. */
  readonly pattern: string;
  /** Reads what fits the pattern. */
  read(written: Buffer): FieldsByName;
}

/** A part of a response: words to the letter, or a field. */
type Part = string | Field<never>;

/** The values of the fields among some parts, in their order. */
type FieldValues<P> = P extends readonly [infer Head, ...infer Rest]
  ? Head extends Field<infer T>
    ? [value: T, ...FieldValues<Rest>]
    : FieldValues<Rest>
  : [];

/** A line that a module writes, as data: from it come its bytes and its entry in the reference. */
export interface Response<V extends readonly unknown[] = readonly never[]> {
  readonly parts: readonly Part[];
  /** The line with these values, without its line end. Strings are written as UTF-8, bytes as they are. */
  line(...values: V): Buffer;
}

/**
 * Describes a line: `` response`+CWMODE:${int('mode')}` ``. A string among the values is part of the words.
 * @returns what makes such lines
 */
export function response<const P extends readonly Part[]>(
  words: TemplateStringsArray,
  ...inserted: P
): Response<FieldValues<P>> {
  const parts = words.flatMap((word, index): Part[] => {
    const next = inserted[index];
    return [...(word === '' ? [] : [word]), ...(next === undefined ? [] : [next])];
  });
  return {
    parts,
    line(...values: readonly unknown[]) {
      let used = 0;
      const written = parts.map((part) =>
        typeof part === 'string' ? part : part.write(values[used++] as never),
      );
      return Buffer.concat(written.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
    },
  };
}

/** A response as the reference shows it: `+MQTTSUB:<LinkID>,<state>,<"topic">,<qos>`. */
export function shapeOf({ parts }: Response): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.shape)).join('');
}

const NUMBER = '-?\\d+';
const QUOTED = '".*?"';
/** Bytes whose number is in a field before them. */
const COUNTED = '.*';

/** A number. */
export function int(name: string): Field<number> {
  return scalar(name, `<${name}>`, { write: String, pattern: NUMBER, parse: Number });
}

/** Yes or no, written as 1 or 0. */
export function flag(name: string): Field<boolean> {
  const write = (value: boolean) => (value ? '1' : '0');
  return scalar(name, `<${name}>`, { write, pattern: '[01]', parse: Number });
}

/** A string in double quotes. What is in it is not escaped, as genuine modules have it. */
export function text(name: string): Field<string | Uint8Array> {
  return scalar(name, `<"${name}">`, { write: quoted, pattern: QUOTED, parse: unquoted });
}

/** A string or bytes without quotes. */
export function bare(name: string): Field<string | Uint8Array> {
  return scalar(name, `<${name}>`, { write: (value) => value, pattern: '[^\\r\\n]*?', parse: String });
}

/** So many bytes as the field `length` before them says, whichever they are. */
export function data(name: string): Field<string | Uint8Array> {
  return scalar(name, `<${name}>`, { write: (value) => value, pattern: COUNTED, parse: String });
}

/** A port, which is quoted when it is given as a string [B-CONN-1]. */
export function port(name: string): Field<number | string> {
  return scalar(name, `<"${name}">`, {
    write: (value: number | string) => (typeof value === 'number' ? String(value) : quoted(value)),
    pattern: `(?:${NUMBER}|${QUOTED})`,
    parse: (written) => (written.startsWith('"') ? unquoted(written) : Number(written)),
  });
}

/** Any number of fields, each behind a comma. */
export function each<T>(field: Field<T>): Field<readonly T[]> {
  return {
    name: field.name,
    shape: `[,${field.shape}…]`,
    write: (values) =>
      Buffer.concat(values.flatMap((value) => [Buffer.from(','), bytesOf(field.write(value))])),
    pattern: `(?:,${field.pattern})*`,
    read: (written) => ({
      [field.name]: listed(written.subarray(1)).flatMap((value) => Object.values(field.read(value)).flat()),
    }),
  };
}

/** Fields with commas between them, of which only those are written whose bit is set; bit 0 is the first. */
export function masked<const F extends readonly Field<never>[]>(
  ...fields: F
): Field<{ readonly mask: number; readonly values: FieldValues<F> }> {
  const name = fields.map((field) => field.name).join();
  return {
    name,
    shape: fields.map(({ shape }) => shape).join(),
    write({ mask, values }) {
      const all: readonly unknown[] = values;
      const chosen = fields.flatMap((field, bit) =>
        (mask & (1 << bit)) === 0 ? [] : [Buffer.from(','), bytesOf(field.write(all[bit] as never))],
      );
      return Buffer.concat(chosen.slice(1));
    },
    pattern: '.*?',
    read(written) {
      const values = listed(written);
      // A line does not say which it leaves out.
      if (values.length !== fields.length)
        return { [name]: values.map((value) => unquoted(value.toString())) };
      return Object.assign({}, ...fields.map((field, index) => field.read(values[index] ?? written)));
    },
  };
}

/** Whether so many bytes as the field `length` says are its value. */
export function isCounted({ pattern }: Field<never>): boolean {
  return pattern === COUNTED;
}

interface Scalar<T> {
  write(value: T): string | Uint8Array;
  readonly pattern: string;
  parse(written: string): string | number;
}

function scalar<T>(name: string, shape: string, { write, pattern, parse }: Scalar<T>): Field<T> {
  return { name, shape, write, pattern, read: (written) => ({ [name]: parse(written.toString()) }) };
}

/** What stands between commas; those inside quotes belong to a string. */
function listed(written: Buffer): Buffer[] {
  const found = written.toString('latin1').match(/".*?"(?=,|$)|[^,]+/gs) ?? [];
  return found.map((each) => Buffer.from(each, 'latin1'));
}

function unquoted(written: string): string {
  return written.replace(/^"(.*)"$/s, '$1');
}

function quoted(value: string | Uint8Array): string | Uint8Array {
  return typeof value === 'string'
    ? `"${value}"`
    : Buffer.concat([Buffer.from('"'), value, Buffer.from('"')]);
}

function bytesOf(written: string | Uint8Array): Uint8Array {
  return typeof written === 'string' ? Buffer.from(written) : written;
}
