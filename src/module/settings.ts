import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { TERMINATORS } from '../at/terminator.ts';

const MIB = 1_048_576;

/** An access point in the air, as `wifi.accessPoints` describes it. */
const accessPointSchema = z.strictObject({
  ssid: z.string().min(1).max(32).describe('Its name.'),
  password: z.string().max(64).default('').describe('Its password; empty: an open network.'),
  channel: z.int().min(1).max(14).default(6).describe('Its channel.'),
  rssi: z.int().min(-100).max(0).default(-42).describe('How strong it is received, in dBm.'),
});

/** Every setting of a module, with its default; the descriptions make the settings reference. */
export const settingsSchema = z.strictObject({
  terminator: z.enum(TERMINATORS).default('crlf').describe('What ends a command line.'),
  lenientQuotes: z
    .boolean()
    .default(false)
    .describe('Accept commas inside double quotes without a backslash.'),
  links: z.int().min(1).max(5).default(1).describe('How many MQTT links there are; LinkIDs count from 0.'),
  maxTopics: z.int().min(1).max(1000).default(10).describe('How many topics a link can subscribe to.'),
  rxBufferBytes: z
    .int()
    .min(0)
    .max(256 * MIB)
    .default(1024)
    .describe('A message longer than this many bytes comes in several +MQTTSUBRECV lines; 0: never split.'),
  heapBytes: z
    .int()
    .min(0)
    .max(1024 * MIB)
    .default(4 * MIB)
    .describe('The module’s free memory in bytes; a longer AT+MQTTPUBRAW is refused.'),
  reconnectIntervalMs: z
    .int()
    .min(100)
    .max(3_600_000)
    .default(10_000)
    .describe('Milliseconds between two tries to come back after a lost connection.'),
  dataModeTimeoutMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(0)
    .describe('Leave data mode when no byte has come for so many milliseconds; 0: wait for ever.'),
  dataModeEscape: z
    .boolean()
    .default(false)
    .describe('A lone +++ after a second of silence leaves data mode.'),
  urcDuringData: z
    .enum(['pass', 'hold'])
    .default('pass')
    .describe('Whether received messages are written during a data phase or held until it is over.'),
  quotePort: z
    .boolean()
    .default(true)
    .describe('Print the port in double quotes, as genuine modules do; off: bare, as in the manual.'),
  duplicateNotice: z
    .enum(['reply', 'log'])
    .default('reply')
    .describe('Where ALREADY SUBSCRIBE goes: into the reply, or only into the log, as with genuine modules.'),
  clock: z
    .enum(['chip', 'host'])
    .default('chip')
    .describe('Where the module’s clock starts: in 1970, as on the chip, or at the host’s time.'),
  sntp: z
    .enum(['host', 'network'])
    .default('host')
    .describe(
      'Where SNTP gets its time: from the host’s clock, or by asking the configured servers over UDP.',
    ),
  wifi: z
    .strictObject({
      ssid: z
        .string()
        .max(32)
        .default('')
        .describe('Name of the access point; empty: any name AT+CWJAP asks for exists.'),
      password: z
        .string()
        .max(64)
        .default('')
        .describe('Password of the access point; empty: any password is right.'),
      autojoin: z.boolean().default(true).describe('Join the access point after boot without AT+CWJAP.'),
      accessPoints: z
        .array(accessPointSchema)
        .max(64)
        .default([])
        .describe(
          'Further access points that AT+CWLAP lists and AT+CWJAP finds, with what is in their beacons.',
        ),
    })
    .prefault({}),
  pace: z
    .boolean()
    .default(false)
    .describe('Carry bytes to and from hosts no faster than the UART’s baud rate does, ten bits a byte.'),
  chunk: z
    .int()
    .min(0)
    .max(65_536)
    .default(0)
    .describe('Cut the output to hosts into pieces of at most so many bytes; 0: as it comes.'),
  chunkDelayMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(1)
    .describe('Milliseconds between two pieces of output when chunk is set.'),
  rxFifoBytes: z
    .int()
    .min(0)
    .max(16 * MIB)
    .default(0)
    .describe(
      'Bytes that the UART’s receive buffer holds: a host that sends on while the module takes none loses the rest; 0: the host is held back.',
    ),
  reopenOnReset: z
    .boolean()
    .default(false)
    .describe('Close a pty and create it anew when the module restarts, as a module on USB does.'),
});

export type AccessPoint = z.infer<typeof accessPointSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** A setting that does not exist or has a value it cannot have; the message is one sentence. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface SettingInfo {
  /** Dotted, as `--set` takes it: `wifi.ssid`. */
  readonly name: string;
  readonly values: string;
  readonly fallback: unknown;
  readonly about: string;
}

/** All settings in their order, for the reference and for error messages. */
export function listSettings(): SettingInfo[] {
  const defaults = settingsSchema.parse({}) as Record<string, unknown>;
  return leaves(settingsSchema, '').map(([name, schema]) => ({
    name,
    values: describeValues(schema),
    fallback: name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], defaults),
    about: schema.description ?? '',
  }));
}

/** Checks settings and fills in the defaults. @throws SettingsError in one sentence */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') throw unknownSetting([...issue.path, issue.keys[0]].join('.'));
  throw wrongValue(issue?.path.join('.') ?? '');
}

/**
 * Puts `name=value` pairs, as `--set` takes them, into a settings object.
 * @throws SettingsError for a pair without `=`, an unknown name or a wrong value
 */
export function settingsFromPairs(pairs: readonly string[]): Settings {
  const known = new Map(leaves(settingsSchema, ''));
  const input: Record<string, unknown> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new SettingsError(`--set takes name=value, not ${JSON.stringify(pair)}.`);
    const name = pair.slice(0, equals);
    const schema = known.get(name);
    if (schema === undefined) throw unknownSetting(name);
    place(input, name.split('.'), valueFromText(name, schema, pair.slice(equals + 1)));
  }
  return parseSettings(input);
}

function leaves(schema: z.ZodType, prefix: string): [string, z.ZodType][] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [[prefix, schema]];
  return Object.entries(object.shape as Record<string, z.ZodType>).flatMap(([key, child]) =>
    leaves(child, prefix === '' ? key : `${prefix}.${key}`),
  );
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrap(schema.def.innerType as z.ZodType)
    : schema;
}

function describeValues(schema: z.ZodType): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodBoolean) return 'true, false';
  if (inner instanceof z.ZodNumber) return `${inner.minValue} to ${inner.maxValue}`;
  if (inner instanceof z.ZodArray) return 'a list; in a settings file, or as JSON';
  if (inner instanceof z.ZodString) return `text of at most ${inner.maxLength} characters`;
  return '';
}

function valueFromText(name: string, schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrongValue(name);
  }
  if (!schema.safeParse(value).success) throw wrongValue(name);
  return value;
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) target[key] = value;
  else {
    target[key] ??= {};
    place(target[key] as Record<string, unknown>, rest, value);
  }
}

function wrongValue(name: string): SettingsError {
  const info = listSettings().find((setting) => setting.name === name);
  return new SettingsError(`The setting ${name} takes ${info?.values ?? 'another value'}.`);
}

function unknownSetting(name: string): SettingsError {
  const wanted = name.toLowerCase();
  const nearest = listSettings()
    .map((setting) => setting.name)
    .sort((a, b) => distance(a.toLowerCase(), wanted) - distance(b.toLowerCase(), wanted))[0];
  return new SettingsError(`There is no setting ${name}; did you mean ${nearest}?`);
}
