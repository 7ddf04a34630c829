import { errorCode } from './codes.ts';
import { type CommandRow, type Form, type FormKind, formName } from './command.ts';
import { Fields } from './fields.ts';
import type { Failure, Reply } from './reply.ts';
import { failure } from './reply.ts';

const EQUALS = 0x3d;
const QUESTION = 0x3f;
const A = 0x41;
const T = 0x54;

/**
 * Understands command lines by the rows of a command set: finds the row and the form, reads the parameters
 * in their order, counts them, checks what the form needs, and runs it (behaviour §1 L3 to L6, §2, §4.2).
 */
export class Interpreter<C> {
  readonly #rows = new Map<string, CommandRow<C>>();
  readonly #fields = new Fields();
  readonly #lenientQuotes: boolean;

  constructor(rows: readonly CommandRow<C>[], options: { lenientQuotes: boolean }) {
    for (const row of rows) this.#rows.set(row.name, row);
    this.#lenientQuotes = options.lenientQuotes;
  }

  /** Runs one line. @param line the line without its terminator; valid only until this returns */
  run(line: Buffer, context: C): Reply | Promise<Reply> {
    if (line.length < 2 || !isLetter(line[0], A) || !isLetter(line[1], T)) return notAT(line);
    let end = line.length;
    for (let at = 2; at < line.length; at++) {
      const byte = line[at];
      if (byte === EQUALS || byte === QUESTION) {
        end = at;
        break;
      }
    }
    const name = line.toString('latin1', 0, end).toUpperCase();
    const row = this.#rows.get(name);
    if (row === undefined) return unknown(name);
    const kind = formKind(line, end);
    const form = kind === undefined ? undefined : row.forms[kind];
    if (form === undefined) return wrongForm(row);
    return kind === 'set' ? this.#runSet(form, line, end + 1, context) : runBare(form, context);
  }

  #runSet(form: Form<C>, line: Buffer, from: number, context: C): Reply | Promise<Reply> {
    const fields = this.#fields;
    fields.split(line, from, line.length, this.#lenientQuotes);
    const params = form.params;
    const values = new Array<unknown>(params.length);
    for (let index = 0; index < params.length; index++) {
      const value = params[index]?.read(fields, index, context);
      if (isFailure(value)) return value;
      values[index] = value;
    }
    if (fields.count > params.length) {
      return failure(
        form.countCode ?? errorCode('count'),
        `there are ${fields.count} parameters and at most ${params.length} are taken; ` +
          `a comma inside a string needs a backslash – write \\,`,
      );
    }
    return form.requires?.check(context, values) ?? form.run(context, values);
  }
}

function runBare<C>(form: Form<C>, context: C): Reply | Promise<Reply> {
  return form.requires?.check(context, []) ?? form.run(context, []);
}

function formKind(line: Buffer, end: number): FormKind | undefined {
  if (end === line.length) return 'execute';
  if (line[end] === QUESTION) return end + 1 === line.length ? 'query' : undefined;
  return line[end + 1] === QUESTION && end + 2 === line.length ? 'test' : 'set';
}

function isLetter(byte: number | undefined, capital: number): boolean {
  return byte === capital || byte === capital + 0x20;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && (value as Partial<Failure>).failed === true;
}

function notAT(line: Buffer): Failure {
  const sentence =
    line.length === 0
      ? 'the line is blank; bytes sent after the announced length of a data phase begin a new line'
      : 'the line does not start with AT';
  return failure(errorCode('noAT'), sentence);
}

function unknown(name: string): Failure {
  return failure(errorCode('unsupported'), `there is no command ${shown(name)}; AT+CMD? lists them all`);
}

function wrongForm<C>(row: CommandRow<C>): Failure {
  const forms = (Object.keys(row.forms) as FormKind[]).map((kind) => formName(row.name, kind));
  return failure(errorCode('form'), `${row.name} is used as ${forms.join(' or ')}`);
}

/** Only what can be a name: behind it may be a password. */
function shown(name: string): string {
  const plain = /^[\w+]{0,40}/.exec(name)?.[0] ?? '';
  return plain.length < name.length ? `${plain}…` : plain;
}
