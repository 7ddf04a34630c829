import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { decodeUtf8 } from '#bytes/utf8';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import {
  anyEventSchema,
  chunkSchema,
  headerSchema,
  knownEventSchema,
  type NewRecordingEvent,
  type RecordingHeader,
  type Side,
} from './format.ts';
import { decodePayload } from './payload.ts';
import { RecordingError } from './recording-error.ts';
import { RECORDING_FORMAT, RECORDING_VERSION } from './version.ts';

const LF = 0x0a;
/** Longer than any line that is written, so that no file can fill the memory. */
const MAX_LINE_BYTES = 16_777_216;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

interface RecordingEntryPlace {
  /** Its line in the file, from 1. */
  readonly line: number;
  /** Milliseconds since the beginning of the recording. */
  readonly t: number;
}

/** Bytes that went over the line. */
export interface RecordedChunk extends RecordingEntryPlace {
  readonly kind: 'chunk';
  readonly dir: Side;
  readonly bytes: Buffer;
  /** Nobody was there to take them. */
  readonly undelivered: boolean;
}

/** What happened besides. */
export interface RecordedEvent extends RecordingEntryPlace {
  readonly kind: 'event';
  readonly event: NewRecordingEvent;
}

/** A line of a recording behind the first one. */
export type RecordingEntry = RecordedChunk | RecordedEvent;

/** A recording that is read from its beginning, line by line, so that it may be of any size. */
export interface Recording {
  readonly header: RecordingHeader;
  /** What follows, to be taken once. @throws RecordingError at a line that cannot be read */
  readonly entries: AsyncIterable<RecordingEntry>;
}

/**
 * Begins to read a recording.
 * @param file `-`: standard input
 * @param warn takes that its last line is cut off, as a recorder leaves it that was killed
 * @throws RecordingError when it cannot be had or is none
 */
export async function readRecording(file: string, warn: (said: Message) => void): Promise<Recording> {
  return readRecordingFrom(file === '-' ? process.stdin : createReadStream(file), file, warn);
}

/**
 * Begins to read a recording that is there in pieces.
 * @param file what it is called in messages
 * @param warn takes that its last line is cut off
 * @throws RecordingError when it is none
 */
export async function readRecordingFrom(
  input: AsyncIterable<Buffer>,
  file: string,
  warn: (said: Message) => void,
): Promise<Recording> {
  const lines = linesOf(input, file, warn);
  const first = await lines.next();
  const header = headerOf(first.done === true ? undefined : first.value, file);
  return { header, entries: entriesOf(lines, file) };
}

interface FileLine {
  readonly number: number;
  readonly value: unknown;
}

function headerOf(first: FileLine | undefined, file: string): RecordingHeader {
  const value = first?.value as { format?: unknown; version?: unknown } | undefined;
  if (value?.format !== RECORDING_FORMAT) {
    throw new RecordingError('FOREIGN', message('recording.foreign', { file }));
  }
  if (typeof value.version === 'number' && value.version > RECORDING_VERSION) {
    throw new RecordingError('FOREIGN', message('recording.laterVersion', { file, version: value.version }));
  }
  return parsed(headerSchema, value, file, 1);
}

async function* entriesOf(
  lines: AsyncGenerator<FileLine, void>,
  file: string,
): AsyncGenerator<RecordingEntry, void> {
  for await (const { number: line, value } of lines) {
    if ((value as { event?: unknown } | null)?.event !== undefined) {
      const { event: name, t } = parsed(anyEventSchema, value, file, line);
      // One of a later version.
      if (!(KNOWN_EVENTS as readonly string[]).includes(name)) continue;
      const event = parsed(knownEventSchema, value, file, line);
      yield { kind: 'event', line, t, event };
      continue;
    }
    const chunk = parsed(chunkSchema, value, file, line);
    const bytes = decodePayload(chunk);
    if (bytes === undefined) throw broken(file, line, message('recording.noBytes'));
    yield { kind: 'chunk', line, t: chunk.t, dir: chunk.dir, bytes, undelivered: chunk.undelivered === true };
  }
}

const KNOWN_EVENTS = knownEventSchema.options.map(({ shape }) => shape.event.value);

/** @throws RecordingError */
async function* linesOf(
  input: AsyncIterable<Buffer>,
  file: string,
  warn: (said: Message) => void,
): AsyncGenerator<FileLine, void> {
  let number = 0;
  let parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of input) {
      for (let from = 0; from < chunk.length; ) {
        const end = chunk.indexOf(LF, from);
        const part = chunk.subarray(from, end === -1 ? chunk.length : end);
        parts.push(part);
        size += part.length;
        if (size > MAX_LINE_BYTES) throw broken(file, number + 1, message('recording.lineTooLong'));
        if (end === -1) break;
        from = end + 1;
        number++;
        const value = jsonOf(Buffer.concat(parts), number);
        if (value === NO_JSON && number > 1) throw broken(file, number, message('recording.noJson'));
        if (value !== undefined) yield { number, value };
        [parts, size] = [[], 0];
      }
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const why = reasonOf(error);
    throw new RecordingError('UNREADABLE', message('recording.unreadable', { file, why }), { cause: error });
  }
  if (size === 0) return;
  const last = jsonOf(Buffer.concat(parts), number + 1);
  if (last === NO_JSON) warn(message('recording.cutOff', { file, line: number + 1 }));
  else if (last !== undefined) yield { number: number + 1, value: last };
}

const NO_JSON = Symbol('no JSON');

/** @returns undefined for an empty line */
function jsonOf(bytes: Buffer, number: number): unknown {
  const marked = number === 1 && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const text = decodeUtf8(marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
  if (text === undefined) return NO_JSON;
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NO_JSON;
  }
}

function parsed<S extends z.ZodType>(schema: S, value: unknown, file: string, line: number): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw broken(file, line, message('recording.wrongField', { field: issue?.path.join('.') ?? '' }));
}

function broken(file: string, line: number, why: Message): RecordingError {
  return new RecordingError('BROKEN', message('recording.broken', { file, line, why }));
}
