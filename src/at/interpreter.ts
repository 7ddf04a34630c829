import { sameBytes } from '#bytes/same-bytes';
import { type Message, message, textOf } from '#messages/message';
import { nearest } from '#text/nearest';
import { errorCode } from './codes.ts';
import { type CommandRow, type CommandSet, type Form, type FormKind, formName } from './command.ts';
import { Fields } from './fields.ts';
import { isOwnOutput, lineMistake } from './line-mistakes.ts';
import { maskParameters } from './mask.ts';
import { absentReason } from './other-modules.ts';
import { Failure, failure, isFailure, type Reply } from './reply.ts';
import { TERMINATOR_BYTES, type Terminator } from './terminator.ts';

/** Parameters that a line may have, whatever its command takes. */
const MAX_PARAMETERS = 16;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;
const QUESTION = 0x3f;
const A = 0x41;
const T = 0x54;

/**
 * Understands command lines by the rows of a command set: finds the row and the form, reads the parameters
 * in their order, counts them, checks what the form needs, and runs it [B-LINE-3] to [B-LINE-7], [B-PARAM-8], [B-PARAM-9].
 */
export class Interpreter<C> {
  readonly #rows = new Map<string, CommandRow<C>>();
  readonly #set: CommandSet<C>;
  readonly #fields = new Fields();
  /** The name of the last line, as it was typed, and its row: hosts repeat themselves. */
  #lastName = Buffer.alloc(0);
  #lastRow: CommandRow<C> | undefined;
  readonly #lenientQuotes: boolean;
  /** Commands that run even while another one waits. */
  readonly #urgent: readonly string[];

  constructor(rows: CommandSet<C>, options: { lenientQuotes: boolean }) {
    for (const row of rows) this.#rows.set(row.name, row);
    this.#set = rows;
    this.#urgent = rows.filter(({ forms }) => forms.execute?.whileBusy === true).map(({ name }) => name);
    this.#lenientQuotes = options.lenientQuotes;
  }

  /**
   * Runs one line, the bytes between two offsets, without its terminator.
   * @param bytes valid only until this returns
   */
  run(bytes: Buffer, from: number, to: number, context: C): Reply | Promise<Reply> {
    if (!startsWithAT(bytes, from, to)) return notAT(bytes, from, to);
    const end = nameEnd(bytes, from, to);
    const row = this.#row(bytes, from, end);
    if (row === undefined) return this.#unknown(bytes, from, end, to);
    const kind = formKind(bytes, end, to);
    // Plain AT is a name that nothing may follow.
    if (kind === undefined || (end === from + 2 && end !== to)) {
      return withMistake(unreadableForm(row), bytes, from, to);
    }
    const form = row.forms[kind];
    if (kind === 'set') return this.#runSet(row, form, bytes, from, end + 1, to, context);
    return form === undefined ? this.#wrongForm(row, kind) : runBare(form, context);
  }

  /** Looks a line's command up without running it: `lastCommand` is then this one. */
  look(bytes: Buffer, from: number, to: number): void {
    if (startsWithAT(bytes, from, to)) this.#row(bytes, from, nameEnd(bytes, from, to));
  }

  /** The command of the line that was run last; undefined for an unknown one. */
  get lastCommand(): Pick<CommandRow<C>, 'name' | 'waitsFor'> | undefined {
    return this.#lastRow;
  }

  /** Whether a line is a command, known or not. */
  isCommand(bytes: Buffer, from: number, to: number): boolean {
    return startsWithAT(bytes, from, to);
  }

  /**
   * Finds a command that runs even while another one waits: its name in capitals, and the end of a line.
   * @returns where its name begins and ends
   */
  findUrgent(chunk: Buffer, terminator: Terminator): readonly [from: number, to: number] | undefined {
    for (const name of this.#urgent) {
      for (const end of TERMINATOR_BYTES[terminator]) {
        const from = chunk.indexOf(name + end, 0, 'latin1');
        if (from !== -1) return [from, from + name.length];
      }
    }
    return undefined;
  }

  /** What is said in place of bytes that are no command, which may hold a secret. */
  counted(bytes: Buffer, from: number, to: number): Message | undefined {
    if (from === to || startsWithAT(bytes, from, to)) return undefined;
    return message('at.maskedBytes', { bytes: to - from });
  }

  /**
   * A line for showing, without what may be a secret; what is no command is only counted.
   * @returns a copy
   */
  mask(bytes: Buffer, from: number, to: number): Buffer {
    if (from === to) return Buffer.alloc(0);
    const counted = this.counted(bytes, from, to);
    if (counted !== undefined) return Buffer.from(textOf(counted));
    const end = nameEnd(bytes, from, to);
    const row = this.#row(bytes, from, end);
    if (row === undefined) return Buffer.from(shown(bytes.toString('latin1', from, to)));
    const kind = formKind(bytes, end, to);
    if (kind !== undefined && kind !== 'set') return Buffer.from(bytes.subarray(from, to));
    const { set } = row.forms;
    if (kind === undefined || set === undefined) return Buffer.from(`${row.name}…`);
    return maskParameters(this.#fields, set, bytes, from, end + 1, to, this.#lenientQuotes);
  }

  /** The row of a name. Making a string of it only when it changes saves an eighth of a publish. */
  #row(bytes: Buffer, from: number, to: number): CommandRow<C> | undefined {
    if (this.#lastRow !== undefined && sameBytes(this.#lastName, bytes, from, to)) return this.#lastRow;
    const row = this.#rows.get(bytes.toString('latin1', from, to).toUpperCase());
    this.#lastRow = row;
    this.#lastName = Buffer.from(bytes.subarray(from, to));
    return row;
  }

  #unknown(bytes: Buffer, from: number, end: number, to: number): Failure {
    const upper = bytes.toString('latin1', from, end).toUpperCase();
    const name = shown(upper);
    const reason = absentReason(upper, this.#set.absent);
    if (reason !== undefined) return failure(errorCode('unsupported'), reason);
    // What is odd in the name itself says more than the nearest one.
    if (name.endsWith('…') && lineMistake(bytes, from, to) !== undefined) {
      const unread = failure(errorCode('unsupported'), message('at.commandNotRead', { name }));
      return withMistake(unread, bytes, from, to);
    }
    const known = [...this.#rows.keys()];
    const unknown = message('at.commandUnknown', { name, nearest: nearest(name, known) });
    return withMistake(failure(errorCode('unsupported'), unknown), bytes, from, to);
  }

  #runSet(
    row: CommandRow<C>,
    form: Form<C> | undefined,
    line: Buffer,
    start: number,
    from: number,
    to: number,
    context: C,
  ): Reply | Promise<Reply> {
    const fields = this.#fields;
    fields.split(line, start, from, to, this.#lenientQuotes);
    if (fields.count > MAX_PARAMETERS) {
      const counts = { given: fields.count, max: MAX_PARAMETERS };
      return failure(errorCode('unsupported'), message('at.tooManyParameters', counts));
    }
    if (line[to - 1] === BACKSLASH && escapesItsEnd(line, from, to)) {
      return failure(errorCode('unsupported'), message('at.lineEndsInBackslash'));
    }
    if (form === undefined) return this.#wrongForm(row, 'set');
    const { params, requires } = form;
    const values = new Array<unknown>(params.length);
    for (let index = 0; index < params.length; index++) {
      const value = params[index]?.read(fields, index, context);
      values[index] = value;
      if (isFailure(value)) {
        const refused = index === 0 && requires?.turn === 'before' && requires.check(context, values);
        return refused || withMistake(value, line, start, to);
      }
      if (index === 0 && requires !== undefined && requires.turn !== 'last') {
        const refused = requires.check(context, values);
        if (refused !== undefined) return refused;
      }
    }
    if (fields.count > params.length) {
      const counts = { given: fields.count, max: params.length };
      const { countCode } = form;
      const tooMany = message('at.tooManyParameters', counts);
      const other = this.#set.releaseWith?.(row.name, 'set', fields.count);
      const wrong = new Failure(
        countCode === undefined ? [] : [countCode],
        other ? message('at.countOfOther', { reason: tooMany, given: fields.count, ...other }) : tooMany,
      );
      return withMistake(wrong, line, start, to);
    }
    return (requires?.turn === 'last' && requires.check(context, values)) || form.run(context, values);
  }

  #wrongForm(row: CommandRow<C>, kind: FormKind): Failure {
    const reason = formUnknown(row);
    const other = this.#set.releaseWith?.(row.name, kind, 0);
    if (other === undefined) return new Failure([], reason);
    return new Failure([], message('at.formOfOther', { reason, form: formName(row.name, kind), ...other }));
  }
}

/** Whether an odd number of backslashes comes right before the end of the line. */
function escapesItsEnd(line: Buffer, from: number, to: number): boolean {
  let at = to;
  while (at > from && line[at - 1] === BACKSLASH) at--;
  return (to - at) % 2 === 1;
}

const shared = new WeakMap<readonly CommandRow<never>[], Map<boolean, unknown>>();

/** One for all who have the same commands: it holds nothing between two lines, and its tables are large. */
export function sharedInterpreter<C>(rows: CommandSet<C>, lenientQuotes: boolean): Interpreter<C> {
  const made = shared.get(rows) ?? new Map<boolean, unknown>();
  shared.set(rows, made);
  const interpreter = (made.get(lenientQuotes) ?? new Interpreter(rows, { lenientQuotes })) as Interpreter<C>;
  made.set(lenientQuotes, interpreter);
  return interpreter;
}

function runBare<C>(form: Form<C>, context: C): Reply | Promise<Reply> {
  return form.requires?.check(context, []) ?? form.run(context, []);
}

/** Where the name of a command ends that begins at `from`. */
function nameEnd(bytes: Buffer, from: number, to: number): number {
  let end = from + 2;
  while (end < to && bytes[end] !== EQUALS && bytes[end] !== QUESTION) end++;
  return end;
}

/** @param end where the name ended */
function formKind(line: Buffer, end: number, to: number): FormKind | undefined {
  if (end === to) return 'execute';
  if (line[end] === QUESTION) return end + 1 === to ? 'query' : undefined;
  if (line[end + 1] !== QUESTION || end + 1 === to) return 'set';
  return end + 2 === to ? 'test' : undefined;
}

function startsWithAT(bytes: Buffer, from: number, to: number): boolean {
  return to - from >= 2 && isLetter(bytes[from], A) && isLetter(bytes[from + 1], T);
}

function isLetter(byte: number | undefined, capital: number): boolean {
  return byte === capital || byte === capital + 0x20;
}

function notAT(line: Buffer, from: number, to: number): Failure {
  if (from === to) return failure(errorCode('noAT'), message('at.lineBlank'));
  const reason = message('at.lineNotAT');
  if (!isOwnOutput(line, from, to)) return failure(errorCode('noAT'), reason);
  return failure(errorCode('noAT'), message('at.withMistake', { reason, mistake: message('at.ownOutput') }));
}

/** Adds to a line that could not be read what a person most likely did wrong in it. */
function withMistake(failed: Failure, line: Buffer, from: number, to: number): Failure {
  const mistake = lineMistake(line, from, to);
  if (mistake === undefined) return failed;
  return new Failure(failed.codes, message('at.withMistake', { reason: failed.reason, mistake }));
}

/** `AT+X?y`, `AT+X=?y`: the name is known, and what follows it belongs to none of the four forms. */
function unreadableForm<C>(row: CommandRow<C>): Failure {
  return failure(errorCode('unsupported'), formUnknown(row));
}

function formUnknown<C>(row: CommandRow<C>): Message {
  const forms = (Object.keys(row.forms) as FormKind[]).map((kind) => formName(row.name, kind));
  return message('at.formUnknown', { name: row.name, forms });
}

/** Only what can be a name: behind it may be a password. */
function shown(name: string): string {
  const plain = /^[\w+]{0,40}/.exec(name)?.[0] ?? '';
  return plain.length < name.length ? `${plain}…` : plain;
}
