import { type Message, message } from '#messages/message';
import { errorCode } from './codes.ts';
import type { Fields } from './fields.ts';
import { MAX_LINE_BYTES } from './line-reader.ts';
import { Failure, type Result } from './reply.ts';

/** The context in which a parameter is read. */
export interface ReadContext {
  /** Puts a code into the module's log without failing the command. */
  warn(code: number, reason: Message, level: 'debug' | 'warn'): void;
}

/**
 * One parameter of a command: what the reference says of it, and how it is read and checked.
 * `C` is what the commands of a set run on; `T` is the value handed to them.
 */
export interface Param<C, T> {
  readonly name: string;
  readonly type: 'number' | 'string';
  /** One line for the reference. */
  readonly about: string;
  /** The range or the maximum length, for the reference. */
  readonly limits: string;
  /** Minimum and maximum of a number, where no setting decides. */
  readonly range?: readonly [number, number];
  /** What an omitted one becomes, for the reference; undefined when it is required. */
  readonly fallback: string | undefined;
  /** Codes that this parameter can give, for the reference and the explainer. */
  readonly codes: readonly number[];
  /** A password or the like: whoever looks on sees `"***"`. */
  readonly secret?: boolean;
  /** The most bytes of a string. */
  readonly maxBytes?: number;
  /** Whether it is the number of bytes that follow in data mode. */
  readonly countsData?: boolean;
  /** Reads parameter `index`. */
  read(fields: Fields, index: number, context: C): Result<T>;
}

interface NumberOptions<C> {
  readonly about: string;
  /** Minimum and maximum; a function where settings decide. */
  readonly range: readonly [number, number] | ((context: C) => readonly [number, number]);
  readonly rangeText?: string;
  /** Of the 32 bits of a number the first is no sign. */
  readonly unsigned?: boolean;
  /** Value when omitted. Without it the parameter is required. */
  readonly fallback?: number;
  /** The command's own code when it cannot be read. */
  readonly read?: number;
  /** The code when it is out of range. */
  readonly value?: number;
  /** It is the number of bytes that follow in data mode. */
  readonly countsData?: boolean;
}

/** A number parameter [B-PARAM-4], [B-PARAM-11]. */
export function number<C>(name: string, options: NumberOptions<C>): Param<C, number> {
  const { range, read, value, fallback, unsigned = false } = options;
  return {
    name,
    type: 'number',
    about: options.about,
    limits: options.rangeText ?? (typeof range === 'function' ? '' : `${range[0]} to ${range[1]}`),
    ...(typeof range !== 'function' && { range }),
    fallback: fallback === undefined ? undefined : String(fallback),
    codes: unique([read, value]),
    countsData: options.countsData === true,
    read(fields, index, context) {
      if (fields.omitted(index)) return fallback ?? omitted(fields, name, index, read);
      const number = fields.number(index);
      if (number === undefined) return unreadable(fields, index, 'number', read);
      if (Number.isNaN(number)) {
        return failing(read, message('commands.parameterOver32Bits', { parameter: index + 1, name }));
      }
      const given = unsigned ? number >>> 0 : number;
      const [min, max] = typeof range === 'function' ? range(context) : range;
      if (given < min || given > max) {
        const of = { parameter: index + 1, name, given, min, max };
        return failing(value, message('commands.parameterOutOfRange', of));
      }
      return given;
    },
  };
}

interface StringOptions {
  readonly about: string;
  /** Maximum length in bytes, after escapes are resolved. */
  readonly max: number;
  /** Value when omitted. Without it the parameter is required. */
  readonly fallback?: string;
  readonly read?: number;
  readonly overlength?: number;
  /** The code of an empty string, and whether it fails the command or only goes to the log. */
  readonly empty?:
    | { readonly code?: number; readonly fails: true }
    | {
        readonly code: number;
        readonly fails: false;
        /** Whether the other parameters make that what is meant, so that nobody need be told. */
        readonly isMeant?: (fields: Fields) => boolean;
      };
  /** A password or the like: whoever looks on sees `"***"`. */
  readonly secret?: boolean;
}

/** A string parameter: bytes, as they came, escapes resolved [B-LINE-8], [B-PARAM-11]. */
export function string<C extends ReadContext>(name: string, options: StringOptions): Param<C, Buffer> {
  const { read, overlength, empty, max } = options;
  const fallback = options.fallback === undefined ? undefined : Buffer.from(options.fallback);
  return {
    name,
    type: 'string',
    about: options.about,
    limits: `at most ${max} bytes`,
    fallback: options.fallback === undefined ? undefined : `"${options.fallback}"`,
    // A longer one than the line itself cannot come.
    codes: unique([read, max < MAX_LINE_BYTES ? overlength : undefined, empty?.code]),
    secret: options.secret === true,
    maxBytes: max,
    read(fields, index, context) {
      if (fields.omitted(index)) return fallback ?? omitted(fields, name, index, read);
      const bytes = fields.string(index);
      if (bytes === undefined) return unreadable(fields, index, 'string', read);
      if (bytes.length > max) {
        const of = { parameter: index + 1, name, bytes: bytes.length, max };
        return failing(overlength, message('commands.parameterTooLong', of));
      }
      if (bytes.length === 0 && empty !== undefined) {
        if (empty.fails) {
          return failing(empty.code, message('commands.parameterEmpty', { parameter: index + 1, name }));
        }
        const level = empty.isMeant?.(fields) === true ? 'debug' : 'warn';
        context.warn(empty.code, message('commands.isEmpty', { name }), level);
      }
      return bytes;
    },
  };
}

/** The same parameter, which may be left out and then is undefined. */
export function optional<C, T>(param: Param<C, T>): Param<C, T | undefined> {
  return {
    ...param,
    fallback: 'none',
    read: (fields, index, context) =>
      fields.omitted(index) ? undefined : param.read(fields, index, context),
  };
}

/** One that is not there has failed to be read; one that is empty has only the command's own code [B-PARAM-7]. */
function omitted(fields: Fields, name: string, index: number, read: number | undefined): Failure {
  const reason = message('commands.parameterMissing', { parameter: index + 1, name });
  if (!fields.missing(index)) return failing(read, reason);
  return new Failure([errorCode('parse', index), ...(read === undefined ? [] : [read])], reason);
}

/** Without a code where the command has none of its own. */
function failing(code: number | undefined, reason: Message): Failure {
  return new Failure(code === undefined ? [] : [code], reason);
}

/** Fails twice: the parser's code, then the command's own [B-PARAM-5]. */
function unreadable(
  fields: Fields,
  index: number,
  type: 'number' | 'string',
  read: number | undefined,
): Failure {
  const codes = [errorCode('parse', index)];
  if (read !== undefined) codes.push(read);
  return new Failure(codes, fields.complaint(index, type));
}

function unique(codes: readonly (number | undefined)[]): number[] {
  return [...new Set(codes.filter((code) => code !== undefined))];
}
