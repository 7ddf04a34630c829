import type { Form } from './command.ts';
import type { Fields } from './fields.ts';
import type { Param } from './params.ts';

const MASKED = Buffer.from('"***"');
const REST = Buffer.from('…');
/** The two quotes of an empty string, which keeps no secret. */
const EMPTY_LENGTH = 2;

/**
 * A command line for showing: `"***"` in place of each secret parameter. A line that does not read as its form
 * wants, where a secret may have slipped into any place, is shown up to the `=` only.
 * @param fields reads the line; nothing of it outlives the call
 * @param start where the line begins in its buffer
 * @param from behind the `=`
 */
export function maskParameters<C>(
  fields: Fields,
  form: Form<C>,
  line: Buffer,
  start: number,
  from: number,
  to: number,
  lenientQuotes: boolean,
): Buffer {
  const { params } = form;
  const secrets = params.some(({ secret }) => secret === true);
  // What belongs into a data phase may have been put behind its command.
  if (!secrets && !form.data) return Buffer.from(line.subarray(start, to));
  fields.split(line, start, from, to, lenientQuotes);
  const sound = fields.count <= params.length && params.every((_, index) => reads(fields, params, index));
  if (!sound) return Buffer.concat([line.subarray(start, from), REST]);
  const parts: Buffer[] = [];
  let shown = start;
  for (const [index, { secret }] of params.entries()) {
    if (secret !== true || fields.omitted(index)) continue;
    const [begin, end] = fields.span(index);
    if (end - begin <= EMPTY_LENGTH) continue;
    parts.push(line.subarray(shown, begin), MASKED);
    shown = end;
  }
  return Buffer.concat([...parts, line.subarray(shown, to)]);
}

function reads<C>(fields: Fields, params: readonly Param<C, unknown>[], index: number): boolean {
  const param = params[index];
  if (param === undefined) return false;
  if (fields.omitted(index)) {
    // Where something is left out before a secret, or the secret itself, what follows may be the secret.
    const mayShift = index < fields.count - 1 && params.slice(index).some(({ secret }) => secret === true);
    return param.fallback !== undefined && !mayShift;
  }
  return (param.type === 'number' ? fields.number(index) : fields.string(index)) !== undefined;
}
