import { decodeUtf8 } from '#bytes/utf8';
import { escapeExpression } from '../escape-expression.ts';
import type { TextPattern } from '../model.ts';
import { toBytes } from '../notation.ts';
import type { TemplateValues } from '../template.ts';

/** Where something is in some bytes. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Looks for the first place, at or behind an offset. */
export type FindText = (bytes: Buffer, from?: number) => Span | undefined;

/** Fills in a pattern. */
export function finderOf({ template, flags }: TextPattern, values: TemplateValues): FindText {
  if (flags === undefined) {
    const wanted = toBytes(template.fill(values));
    return (bytes, from = 0) => {
      const at = bytes.indexOf(wanted, from);
      return at === -1 ? undefined : { from: at, to: at + wanted.length };
    };
  }
  const expression = new RegExp(template.fill(values, escapeExpression), flags.replace(/[gy]/g, ''));
  return (bytes, from = 0) => {
    const rest = bytes.subarray(from);
    const text = decodeUtf8(rest);
    const match = expression.exec(text ?? rest.toString('latin1'));
    if (match === null) return undefined;
    const sizeOf = (part: string): number => (text === undefined ? part.length : Buffer.byteLength(part));
    const begin = from + sizeOf(match.input.slice(0, match.index));
    return { from: begin, to: begin + sizeOf(match[0]) };
  };
}

/** Whether a pattern says all of a value: a text is it, a regular expression fits in it. */
export function fits(pattern: TextPattern, bytes: Buffer, values: TemplateValues): boolean {
  if (pattern.flags === undefined) return toBytes(pattern.template.fill(values)).equals(bytes);
  return finderOf(pattern, values)(bytes) !== undefined;
}
