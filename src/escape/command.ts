import type { CommandRow, Form } from '#at/command';
import { escapeParameter } from '#at/escape-parameter';
import { MAX_LINE_BYTES } from '#at/line-reader';
import type { Param } from '#at/params';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';

const LINE_END = '\r\n';
const [NUL, LF, CR] = [0x00, 0x0a, 0x0d];
/** A number [B-PARAM-4], a time zone of hours and minutes, or nothing. */
const NUMBER = /^(?:-?\d*|0x[\da-f]*|[-+]\d{1,4}|)$/i;

/** A command as a host sends it. */
export interface EscapedCommand {
  /** Its name: `AT+MQTTPUB`. */
  readonly name: string;
  /** The line with its CR LF. */
  readonly line: Buffer;
  /** What the host sends once the prompt has come; undefined for a command without a data phase. */
  readonly data: Buffer | undefined;
}

/**
 * Writes a command with parameters: numbers as they are, strings between quotes with what must be escaped escaped. In the
 * place of the number of bytes that follow stands what follows.
 * @param values one for each parameter, as bytes; the last ones may be left out where they have a default
 * @throws UsageError for what the command does not take, and what no line can hold
 */
export function escapeCommand<C>(row: CommandRow<C>, values: readonly Buffer[]): EscapedCommand {
  const { name } = row;
  const form = row.forms.set;
  if (form === undefined) throw new UsageError(message('escaping.noParameters', { name }));
  let data: Buffer | undefined;
  const parameters = paired(name, form, values).map(([param, value], index) => {
    if (param.countsData === true) {
      if (value.length === 0) throw new UsageError(message('escaping.noData', { name }));
      data = value;
      return String(value.length);
    }
    return param.type === 'string' ? quoted(param, value, index) : plain(param, value, index);
  });
  const line = Buffer.from(`${name}=${parameters.join(',')}${LINE_END}`, 'latin1');
  if (line.length > MAX_LINE_BYTES) {
    const of = { name, bytes: line.length, max: MAX_LINE_BYTES };
    throw new UsageError(message('escaping.overlong', of));
  }
  return { name, line, data };
}

/** Why no line can hold these bytes between quotes, or undefined. */
function unquotable(what: Message, bytes: Buffer): Message | undefined {
  const at = bytes.findIndex((byte) => byte === NUL || byte === LF || byte === CR);
  const byte = bytes[at];
  return byte === undefined ? undefined : message('escaping.unquotable', { what, byte, at });
}

function paired<C>(
  name: string,
  { params }: Form<C>,
  values: readonly Buffer[],
): (readonly [Param<C, unknown>, Buffer])[] {
  const needed = params.findLastIndex(({ fallback }) => fallback === undefined) + 1;
  if (values.length < needed || values.length > params.length) {
    const names = params.map((param) => param.name);
    throw new UsageError(message('escaping.count', { name, names, needed, given: values.length }));
  }
  return params.slice(0, values.length).map((param, index) => [param, values[index] ?? Buffer.alloc(0)]);
}

function quoted<C>({ name, maxBytes }: Param<C, unknown>, value: Buffer, index: number): string {
  const parameter = message('escaping.parameter', { parameter: index + 1, name });
  const problem = unquotable(parameter, value);
  if (problem !== undefined) throw new UsageError(problem);
  if (maxBytes !== undefined && value.length > maxBytes) {
    const of = { what: parameter, bytes: value.length, max: maxBytes };
    throw new UsageError(message('escaping.tooLong', of));
  }
  return `"${escapeParameter(value.toString('latin1'))}"`;
}

function plain<C>({ name, fallback }: Param<C, unknown>, value: Buffer, index: number): string {
  const text = value.toString('latin1');
  if (NUMBER.test(text) && (text !== '' || fallback !== undefined)) return text;
  const parameter = message('escaping.parameter', { parameter: index + 1, name });
  throw new UsageError(message('escaping.noNumber', { what: parameter, typed: value.toString() }));
}
