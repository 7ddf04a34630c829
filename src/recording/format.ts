import { z } from 'zod';
import { RECORDING_FORMAT } from './version.ts';

/** The two ends of the line. */
export type Side = 'host' | 'module';

const t = z
  .number()
  .describe('Milliseconds since the beginning of the recording, by a clock that only counts up.');
const side = z.enum(['host', 'module']).describe('Which end of the line.');

const headerSchema = z
  .looseObject({
    format: z.literal(RECORDING_FORMAT).describe('What this file is.'),
    version: z.int().min(1).describe('Of the format. This page describes version 1.'),
    by: z.string().optional().describe('What has made it: the program and its version.'),
    started: z.iso.datetime().optional().describe('The date of t = 0, in UTC.'),
    host: z.string().optional().describe('The port that the host was at.'),
    module: z.string().optional().describe('The port that the module was at, or the name of one of atmqtt.'),
    firmware: z.string().optional().describe('The firmware of the module, where it is known.'),
    follow: z.string().optional().describe('Of a module of atmqtt: whom it follows, manual or module.'),
    masked: z
      .boolean()
      .optional()
      .describe(
        'Secrets were masked: "***" stands where they were. Unless given: the bytes are those of the wire.',
      ),
  })
  .describe('The first line: what the recording is of.');

const chunkSchema = z
  .looseObject({
    t,
    dir: z.enum(['host', 'module']).describe('Who sent it.'),
    text: z.string().optional().describe('The bytes as UTF-8, where all of them are printable or line ends.'),
    hex: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2})*$/)
      .optional()
      .describe('The bytes in hexadecimal, where they are none or few that are no such text.'),
    base64: z.base64().optional().describe('The bytes in base64, where they are many.'),
    undelivered: z
      .boolean()
      .optional()
      .describe('Nobody was at the other end: they were lost, as on a wire.'),
  })
  .describe('Bytes, in pieces as they came; text, hex or base64 has them exactly.');

const event = <Name extends string>(name: Name) => ({ t, event: z.literal(name).describe('What happened.') });

/** What a recording has besides bytes, each kind by its `event`. */
const EVENTS = [
  z
    .looseObject({ ...event('opened'), side, name: z.string().optional().describe('Who or what it is.') })
    .describe('Somebody is there: a host has attached, a device or server has been reached.'),
  z
    .looseObject({ ...event('closed'), side })
    .describe(
      'A host has gone, or a side was closed. Nobody is told that a pseudo-terminal was closed: it is looked at every few milliseconds, and one that somebody else has opened again by then is still the same host.',
    ),
  z
    .looseObject({ ...event('lost'), side })
    .describe('A device was unplugged, or a server that was dialled has gone; it is looked for again.'),
  z
    .looseObject({
      ...event('line'),
      side,
      baud: z.number().describe('Bits a second.'),
      dataBits: z.number().describe('Of a byte.'),
      stopBits: z.number().describe('1, 1.5 or 2.'),
      parity: z.string().describe('none, odd or even.'),
      flowControl: z.string().describe('none, rts, cts or rtscts.'),
    })
    .describe('How the line of that side is set from here on.'),
  z
    .looseObject({ ...event('signal'), side, signal: z.string().describe('dtr, rts or break.') })
    .describe('A side has switched that line on.'),
  z
    .looseObject({
      ...event('gap'),
      bytes: z.number().describe('How many bytes are missing.'),
    })
    .describe('The recording misses bytes here, because it could not be written for a while.'),
  z
    .looseObject({ ...event('ended') })
    .describe('The recording ended in good order: nothing is missing at its end.'),
] as const;

const knownEventSchema = z.discriminatedUnion('event', EVENTS);

/** What is looked at first: an event of a later version is let pass. */
const anyEventSchema = z.looseObject({ t, event: z.string() });

/** The first line of a recording. */
export type RecordingHeader = z.infer<typeof headerSchema>;

type Timeless<E> = E extends unknown
  ? { [K in keyof E as K extends 't' ? never : string extends K ? never : K]: E[K] }
  : never;
/** An event before it is dated. */
export type NewRecordingEvent = Timeless<z.infer<typeof knownEventSchema>>;

export { anyEventSchema, chunkSchema, EVENTS as RECORDING_EVENTS, headerSchema, knownEventSchema };

/** A line of a recording for editors and other programs, as JSON Schema. */
export function recordingJsonSchema(): Record<string, unknown> {
  const line = z.union([headerSchema, chunkSchema, ...EVENTS]).describe('A line of a recording of atmqtt.');
  return { ...z.toJSONSchema(line, { target: 'draft-7', io: 'input' }), title: 'atmqtt recording, a line' };
}
