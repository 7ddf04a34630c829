import type { Command, CommandSet, Form, FormKind, Param } from './commands.ts';

/** A line as far as it is typed. */
export interface TypedLine {
  /** In capitals: `AT+MQTTPUB`. */
  readonly name: string;
  /** Which form it is; undefined as long as only a name stands there. */
  readonly kind: FormKind | undefined;
  /** The parameters as they are typed, quotes and all; none unless it is `set`. */
  readonly fields: readonly string[];
  /** Which of them the caret is in. */
  readonly current: number;
}

/**
 * Reads a line as the module does: parameters end at each comma that has no backslash before it.
 * @param lenientQuotes not at those between quotes
 */
export function readLine(line: string, caret = line.length, lenientQuotes = false): TypedLine {
  const [, name = '', sign, rest = ''] = /^([^=?]*)(=\?|\?|=)?(.*)$/s.exec(line) ?? [];
  const typed = { name: name.trim().toUpperCase(), current: 0, fields: [] };
  if (sign === undefined) return { ...typed, kind: undefined };
  if (sign !== '=') return { ...typed, kind: sign === '?' ? 'query' : 'test' };
  const before = Math.max(0, caret - name.length - 1);
  const current = split(rest.slice(0, before), lenientQuotes).length - 1;
  return { ...typed, kind: 'set', fields: split(rest, lenientQuotes), current };
}

function split(text: string, lenientQuotes: boolean): string[] {
  const fields = [''];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"' && lenientQuotes) quoted = !quoted;
    if (character === ',' && !quoted) fields.push('');
    else fields[fields.length - 1] += character === '\\' ? character + (text[++at] ?? '') : character;
  }
  return fields;
}

/** The command of a line, and its form. */
export function formOf(
  { commands }: CommandSet,
  { name, kind }: TypedLine,
): { command: Command; form: Form | undefined } | undefined {
  const command = commands.find((each) => each.name === name);
  return command && { command, form: command.forms.find((form) => form.kind === (kind ?? 'execute')) };
}

/** What is wrong with a line before it is sent. */
export type Problem =
  | { readonly wrong: 'tooMany'; readonly count: number; readonly most: number }
  | {
      readonly wrong: 'missing' | 'notNumber' | 'openQuote' | 'noQuotes' | 'innerQuote';
      readonly param: Param;
    }
  | { readonly wrong: 'range' | 'tooLong'; readonly param: Param };

/** What the module would refuse in the parameters that are typed, as far as a page can tell; the one the caret is in may be unfinished. */
export function problemsOf(form: Form, { fields, current }: TypedLine, finished: boolean): Problem[] {
  const problems = fields.flatMap((field, index): Problem[] => {
    const param = form.params[index];
    if (param === undefined || (index === current && !finished)) return [];
    const wrong = problemOf(param, field);
    return wrong === undefined ? [] : [{ wrong, param }];
  });
  const { length: most } = form.params;
  return fields.length > most ? [...problems, { wrong: 'tooMany', count: fields.length, most }] : problems;
}

function problemOf(param: Param, field: string): Exclude<Problem['wrong'], 'tooMany'> | undefined {
  if (field === '') return param.fallback === undefined ? 'missing' : undefined;
  if (param.type === 'number') {
    if (!/^(?:-?\d+|0x[\da-f]+|[-+]\d+)$/i.test(field)) return 'notNumber';
    const [min, max] = param.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return Number(field) < min || Number(field) > max ? 'range' : undefined;
  }
  if (!field.startsWith('"')) return 'noQuotes';
  const inner = field.slice(1).replace(/\\./gs, 'x');
  if (!inner.endsWith('"')) return inner.includes('"') ? 'innerQuote' : 'openQuote';
  if (inner.slice(0, -1).includes('"')) return 'innerQuote';
  const bytes = new TextEncoder().encode(inner.slice(0, -1)).length;
  return param.maxBytes !== undefined && bytes > param.maxBytes ? 'tooLong' : undefined;
}

/** A text as a parameter: between quotes, with what must be escaped escaped. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\,"]/g, '\\$&')}"`;
}
