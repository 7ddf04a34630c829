import type { Response } from '#at/response';
import { URCS } from '#at/urc';

/** What is known of a URC that has come. */
export interface ReceivedUrc {
  /** What it begins with, up to its fields: `+MQTTSUBRECV`, `WIFI GOT IP`, `+MQTTPUB:OK`. */
  readonly name: string;
  /** Its fields by the manual's names: numbers as they are, strings as UTF-8, `data` as text too. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** The whole line without its line ends, as it was on the wire. */
  readonly bytes: Buffer;
}

const CRLF = Buffer.from('\r\n');
const NUMBER = /^-?\d+$/;

/** Takes apart the URCs in some bytes, by the table that also writes them. What no row fits is left out. */
export function parseUrcs(bytes: Buffer): ReceivedUrc[] {
  const found: ReceivedUrc[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    if (rest.subarray(0, 2).equals(CRLF)) {
      rest = rest.subarray(2);
      continue;
    }
    const urc = Object.values(URCS)
      .map((row) => parseLine(row, rest))
      .find((each) => each !== undefined);
    const end = rest.indexOf(CRLF, urc?.bytes.length ?? 0);
    if (urc !== undefined) found.push(urc);
    if (end === -1) break;
    rest = rest.subarray(end + CRLF.length);
  }
  return found;
}

/** Reads one line by its description. @returns undefined when it is another one */
function parseLine({ parts }: Response, bytes: Buffer): ReceivedUrc | undefined {
  const fields: Record<string, string | number> = {};
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      const words = Buffer.from(part);
      if (!bytes.subarray(at, at + words.length).equals(words)) return undefined;
      at += words.length;
      continue;
    }
    const next = parts[index + 1];
    const end = endOfField(bytes, at, typeof next === 'string' ? next : undefined, fields.length);
    if (end === undefined) return undefined;
    const text = bytes.toString('utf8', at, end).replace(/^"(.*)"$/s, '$1');
    fields[part.name] = NUMBER.test(text) && bytes[at] !== 0x22 ? Number(text) : text;
    at = end;
  }
  const line = bytes.subarray(0, at);
  if (at < bytes.length && !bytes.subarray(at, at + CRLF.length).equals(CRLF)) return undefined;
  const [name = ''] = /^\+?[^:]*(?::[A-Z]+$)?/.exec(line.toString('latin1')) ?? [];
  return { name, fields, bytes: line };
}

/** Where a field ends: before the words behind it, or where the length says, or at the line's end. */
function endOfField(
  bytes: Buffer,
  from: number,
  words: string | undefined,
  length: string | number | undefined,
): number | undefined {
  if (words === undefined && typeof length === 'number') {
    return from + length <= bytes.length ? from + length : undefined;
  }
  // A string ends with its quote: a comma inside belongs to it.
  const quoted = bytes[from] === 0x22;
  const end = bytes.indexOf(quoted ? `"${words ?? '\r\n'}` : (words ?? CRLF), quoted ? from + 1 : from);
  if (end === -1) return words === undefined ? bytes.length : undefined;
  return quoted ? end + 1 : end;
}
