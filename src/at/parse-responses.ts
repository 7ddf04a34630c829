import { type FieldsByName, type FieldValue, isCounted, type Response } from './response.ts';

/** A line that has come, by its description. */
export interface ParsedLine {
  /** Its fields by the manual's names: numbers as they are, strings as UTF-8. */
  readonly fields: FieldsByName;
  /** The whole line without its line end, as it was on the wire. */
  readonly bytes: Buffer;
}

interface Candidate extends ParsedLine {
  /** Whether its last field has the length that another one says. */
  readonly counted: boolean;
}

const LINE_END = '\r\n';

/** Takes apart the lines in some bytes, by the descriptions that also write them. What none of them fits is left out. */
export function parseResponses(responses: readonly Response[], bytes: Buffer): ParsedLine[] {
  const found: ParsedLine[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const wire = rest.toString('latin1');
    const [line] = responses
      .map((response) => parseLine(response, rest, wire))
      .filter((each) => each !== undefined)
      .sort(byLikelihood);
    if (line !== undefined) found.push({ fields: line.fields, bytes: line.bytes });
    const end = wire.indexOf(LINE_END, line?.bytes.length ?? 0);
    if (end === -1) break;
    rest = rest.subarray(end + LINE_END.length);
  }
  return found;
}

/** One whose length fits comes first; a string may hold anything, so then the shortest one, and the one of more fields. */
function byLikelihood(a: Candidate, b: Candidate): number {
  const fields = (line: Candidate) => Object.keys(line.fields).length;
  return Number(b.counted) - Number(a.counted) || a.bytes.length - b.bytes.length || fields(b) - fields(a);
}

/** Reads the first line. @returns undefined when it is another one, or not all of it is there */
function parseLine({ parts }: Response, bytes: Buffer, wire: string): Candidate | undefined {
  const fields = parts.filter((part) => typeof part !== 'string');
  const last = parts.at(-1);
  const counted = typeof last === 'object' && isCounted(last) ? last : undefined;
  const pattern = parts.map((part) => {
    if (typeof part === 'string') return escaped(part);
    return part === counted ? '()' : `(${part.pattern})`;
  });
  const end = counted === undefined ? `(?=${LINE_END}|$)` : '';
  const match = new RegExp(`^${pattern.join('')}${end}`, 's').exec(wire);
  if (match === null) return undefined;
  const values: Record<string, FieldValue> = {};
  for (const [index, field] of fields.entries()) {
    Object.assign(values, field.read(Buffer.from(match[index + 1] ?? '', 'latin1')));
  }
  const start = match[0].length;
  const size = start + (counted === undefined ? 0 : Number(values.length));
  if (size > bytes.length) return undefined;
  Object.assign(values, counted?.read(bytes.subarray(start, size)));
  return { fields: values, bytes: bytes.subarray(0, size), counted: counted !== undefined };
}

function escaped(words: string): string {
  return Buffer.from(words)
    .toString('latin1')
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
