import { z } from 'zod';
import { TERMINATORS } from '#at/terminator';
import { nearest, shownWord } from './nearest.ts';
import { describeValues, leaves, schemaAt } from './schema-words.ts';

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
        .describe(
          'Name of the access point; empty, with wifi.accessPoints empty too: any name AT+CWJAP asks for exists.',
        ),
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
      'Bytes that the UART’s receive buffer holds: a host that sends on while the module takes none loses the rest, unless AT+UART_CUR has RTS hold it back; 0: hosts are always held back.',
    ),
  reopenOnReset: z
    .boolean()
    .default(false)
    .describe(
      'Close a pty and create it anew when the module restarts, as a module on USB does; ready follows 600 ms later.',
    ),
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
  /** Reads a value from text: as it is, or as JSON. @returns undefined for one it cannot have */
  read(text: string): unknown;
}

/** All settings in their order, for the reference, for what names them and for error messages. */
export function listSettings(): SettingInfo[] {
  const defaults = settingsSchema.parse({}) as Record<string, unknown>;
  return leaves(settingsSchema).map(([name, schema]) => ({
    name,
    values: describeValues(schema),
    fallback: name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], defaults),
    about: schema.description ?? '',
    read: (text) => valueFromText(schema, text),
  }));
}

/** Checks settings and fills in the defaults. @throws SettingsError in one sentence */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') throw unknownSetting([...issue.path, issue.keys[0]].join('.'));
  const schema = schemaAt(settingsSchema, issue?.path ?? []) ?? settingsSchema;
  throw wrongValue(issue?.path.join('.') ?? '', describeValues(schema));
}

/** Makes settings of values by their dotted names, the last of a name counting. @throws SettingsError */
export function settingsFromValues(values: Iterable<readonly [string, unknown]>): Settings {
  const input: Record<string, unknown> = {};
  for (const [name, value] of values) place(input, name.split('.'), value);
  return parseSettings(input);
}

/**
 * Reads `name=value` pairs, as `--set` takes them.
 * @throws SettingsError for a pair without `=`, an unknown name or a wrong value
 */
export function valuesFromPairs(pairs: readonly string[]): [string, unknown][] {
  if (pairs.length === 0) return [];
  const known = new Map(listSettings().map((setting) => [setting.name, setting]));
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 1)
      throw new SettingsError(`--set takes name=value, not ${JSON.stringify(shownWord(pair))}.`);
    const name = pair.slice(0, equals);
    const setting = known.get(name);
    if (setting === undefined) throw unknownSetting(name);
    const value = setting.read(pair.slice(equals + 1));
    if (value === undefined) throw wrongValue(name, setting.values);
    return [name, value];
  });
}

/** Settings of `name=value` pairs alone. @throws SettingsError as `valuesFromPairs` does */
export function settingsFromPairs(pairs: readonly string[]): Settings {
  return settingsFromValues(valuesFromPairs(pairs));
}

function valueFromText(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text;
  try {
    const value: unknown = JSON.parse(text);
    return schema.safeParse(value).success ? value : undefined;
  } catch {
    return undefined;
  }
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

function wrongValue(name: string, values: string): SettingsError {
  return new SettingsError(`The setting ${name} takes ${values}.`);
}

function unknownSetting(typed: string): SettingsError {
  const name = shownWord(typed);
  const names = listSettings().map((setting) => setting.name);
  return new SettingsError(`There is no setting ${name}; did you mean ${nearest(name, names)}?`);
}
