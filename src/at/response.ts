/** What a field of a response takes, and how it is written. */
export interface Field<T> {
  /** As the manual calls it. */
  readonly name: string;
  /** How the reference shows it: `<state>`, `<"host">`. */
  readonly shape: string;
  write(value: T): string | Uint8Array;
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

/** A number. */
export function int(name: string): Field<number> {
  return { name, shape: `<${name}>`, write: String };
}

/** Yes or no, written as 1 or 0. */
export function flag(name: string): Field<boolean> {
  return { name, shape: `<${name}>`, write: (value) => (value ? '1' : '0') };
}

/** A string in double quotes. What is in it is not escaped, as genuine modules have it. */
export function text(name: string): Field<string | Uint8Array> {
  return { name, shape: `<"${name}">`, write: quoted };
}

/** A string or bytes without quotes. */
export function bare(name: string): Field<string | Uint8Array> {
  return { name, shape: `<${name}>`, write: (value) => value };
}

/** A port, which is quoted when it is given as a string [B-CONN-1]. */
export function port(name: string): Field<number | string> {
  return {
    name,
    shape: `<"${name}">`,
    write: (value) => (typeof value === 'number' ? String(value) : quoted(value)),
  };
}

/** Any number of fields, each behind a comma. */
export function each<T>(field: Field<T>): Field<readonly T[]> {
  return {
    name: field.name,
    shape: `[,${field.shape}…]`,
    write: (values) =>
      Buffer.concat(values.flatMap((value) => [Buffer.from(','), bytesOf(field.write(value))])),
  };
}

/** Fields with commas between them, of which only those are written whose bit is set; bit 0 is the first. */
export function masked<const F extends readonly Field<never>[]>(
  ...fields: F
): Field<{ readonly mask: number; readonly values: FieldValues<F> }> {
  return {
    name: fields.map(({ name }) => name).join(),
    shape: fields.map(({ shape }) => shape).join(),
    write({ mask, values }) {
      const all: readonly unknown[] = values;
      const chosen = fields.flatMap((field, bit) =>
        (mask & (1 << bit)) === 0 ? [] : [Buffer.from(','), bytesOf(field.write(all[bit] as never))],
      );
      return Buffer.concat(chosen.slice(1));
    },
  };
}

function quoted(value: string | Uint8Array): string | Uint8Array {
  return typeof value === 'string'
    ? `"${value}"`
    : Buffer.concat([Buffer.from('"'), value, Buffer.from('"')]);
}

function bytesOf(written: string | Uint8Array): Uint8Array {
  return typeof written === 'string' ? Buffer.from(written) : written;
}
