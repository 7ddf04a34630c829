import { z } from 'zod';
import { TERMINATORS } from '#at/terminator';
import { FOLLOWS, type FollowedPlaces, PLACE_NAMES, PLACES, type PlaceName } from '#firmware/places';
import { DEFAULT_FIRMWARE, FIRMWARES } from '#firmware/releases';
import { accessPointSchema } from './access-point.ts';
import { connectSchema, fillConnect } from './connect.ts';
import { effects } from './effect.ts';
import { fillLatency, type Latency, latencySchema } from './latency.ts';

const MIB = 1_048_576;
/** A fixed header of five bytes, and the largest remaining length (MQTT 3.1.1, 2.2.3). */
const MAX_MQTT_PACKET = 268_435_460;

/** Bytes of one packet from a broker, where nobody says how many it may have. */
export const DEFAULT_MAX_INBOUND_BYTES = 16 * MIB;

const placeShape = Object.fromEntries(
  Object.entries(PLACES).map(([name, { about, manual, module }]) => [
    name,
    z.enum(FOLLOWS).optional().describe(`${about}: manual: ${manual}; module: ${module}.`),
  ]),
) as Readonly<Record<PlaceName, z.ZodOptional<z.ZodEnum<{ manual: 'manual'; module: 'module' }>>>>;

/** Every setting of a module, with its default; the descriptions make the settings reference. */
export const settingsSchema = z.strictObject({
  firmware: z
    .enum(FIRMWARES)
    .default(DEFAULT_FIRMWARE)
    .describe('The release of ESP-AT that the module is: its commands, parameters, limits, codes and waits.'),
  follow: z
    .enum(FOLLOWS)
    .default('manual')
    .describe(
      'What counts where the manual and genuine modules differ; the default of all settings in places, of duplicateNotice and of wifi.autojoin.',
    ),
  terminator: z.enum(TERMINATORS).default('crlf').describe('What ends a command line.'),
  lenientQuotes: z
    .boolean()
    .default(false)
    .describe('Accept commas inside double quotes without a backslash.'),
  links: z.int().min(1).max(5).default(1).describe('How many MQTT links there are; LinkIDs count from 0.'),
  maxTopics: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe(
      'How many topics a genuine module would keep for a link; more are told in the log, or not listed with places.topicLimit=module.',
    )
    .register(effects, { from: 'now' }),
  rxBufferBytes: z
    .int()
    .min(0)
    .max(256 * MIB)
    .default(1024)
    .describe('A message longer than this many bytes comes in several +MQTTSUBRECV lines; 0: never split.'),
  maxInboundBytes: z
    .int()
    .min(128)
    .max(MAX_MQTT_PACKET)
    .default(DEFAULT_MAX_INBOUND_BYTES)
    .describe(
      'Bytes of one packet from the broker at most, fixed header included: a larger one closes the connection as soon as it is announced.',
    )
    .register(effects, { from: 'connection' }),
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
    .describe('Milliseconds between two tries to come back after a lost connection.')
    .register(effects, { from: 'now' }),
  dataModeTimeoutMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(0)
    .describe('Leave data mode when no byte has come for so many milliseconds; 0: wait for ever.')
    .register(effects, { from: 'now' }),
  dataModeEscape: z
    .boolean()
    .default(false)
    .describe('A lone +++ after a second of silence leaves data mode.')
    .register(effects, { from: 'now' }),
  urcDuringData: z
    .enum(['pass', 'hold'])
    .default('pass')
    .describe('Whether received messages are written during a data phase or held until it is over.'),
  flashSync: z
    .enum(['always', 'interval', 'never'])
    .default('interval')
    .describe(
      'When what a flash directory stores outlives a power failure: always, before the packet or the answer that depends on it leaves, which costs a wait for the disk each time; interval, within a second, without waiting; never, when the operating system writes it.',
    )
    .register(effects, { from: 'program' }),
  quotePort: z
    .boolean()
    .default(true)
    .describe('Print the port in double quotes, as genuine modules do; off: bare, as in the manual.')
    .register(effects, { from: 'now' }),
  duplicateNotice: z
    .enum(['reply', 'log'])
    .optional()
    .describe(
      'Where ALREADY SUBSCRIBE and NO UNSUBSCRIBE go: into the reply, as with follow: manual, or only into the log, as with follow: module.',
    )
    .register(effects, { from: 'now' }),
  invalidTopic: z
    .enum(['deliver', 'close'])
    .default('deliver')
    .describe(
      'What a received topic that is not UTF-8 does: it comes with its bytes as they are, or it closes the connection, as MQTT 3.1.1 has it.',
    )
    .register(effects, { from: 'connection' }),
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
      autojoin: z
        .boolean()
        .optional()
        .describe(
          'Join after boot without AT+CWJAP: as with follow: manual; with follow: module only where wifi.ssid is set. What AT+CWJAP has stored is joined whatever this says, unless AT+CWAUTOCONN=0.',
        ),
      accessPoints: z
        .array(accessPointSchema)
        .max(64)
        .default([])
        .describe(
          'Further access points that AT+CWLAP lists and AT+CWJAP finds, with what is in their beacons.',
        ),
    })
    .prefault({}),
  connect: connectSchema.prefault({}),
  latency: latencySchema.prefault('bench'),
  hostBufferBytes: z
    .int()
    .min(0)
    .max(256 * MIB)
    .default(MIB)
    .describe(
      'Bytes that are kept for a host that does not read, before it is held back or loses what comes beyond (slowHost).',
    ),
  slowHost: z
    .enum(['auto', 'hold', 'drop'])
    .default('auto')
    .describe(
      'What becomes of a host that does not read: hold: all hosts wait for it, nothing is lost; drop: it loses what hostBufferBytes does not hold, and nobody waits; auto: hold for the only host where its port has flow control (sockets, pipes, serial lines with rtscts), else drop. A port says otherwise by its option slowHost.',
    )
    .register(effects, { from: 'now' }),
  absentHost: z
    .enum(['drop', 'hold'])
    .default('drop')
    .describe(
      'What becomes of messages of QoS 1 and 2 while no host is there, as when a serial adapter is unplugged: drop: they are lost, as on a wire that leads nowhere; hold: they wait, unacknowledged, for the next host.',
    ),
  resetOn: z
    .enum(['auto', 'none', 'hangup', 'open', 'dtr', 'rts', 'break'])
    .default('auto')
    .describe(
      'What a host does that resets the module: it goes (hangup) or comes (open), on a pty or a socket; it switches DTR, RTS or BREAK on, on rfc2217-listen, and DTR or RTS on a serial device. auto: none; in a run with --exec, hangup of the last host, before the next one is heard. A port says otherwise by its option resetOn.',
    )
    .register(effects, { from: 'host' }),
  pace: z
    .boolean()
    .default(false)
    .describe('Carry bytes to and from hosts no faster than the UART’s baud rate does, ten bits a byte.')
    .register(effects, { from: 'host' }),
  chunk: z
    .int()
    .min(0)
    .max(65_536)
    .default(0)
    .describe('Cut the output to hosts into pieces of at most so many bytes; 0: as it comes.')
    .register(effects, { from: 'host' }),
  chunkDelayMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(1)
    .describe('Milliseconds between two pieces of output when chunk is set.')
    .register(effects, { from: 'host' }),
  rxFifoBytes: z
    .int()
    .min(0)
    .max(16 * MIB)
    .default(0)
    .describe(
      'Bytes that the UART’s receive buffer holds: a host that sends on while the module takes none loses the rest, unless AT+UART_CUR has RTS hold it back; 0: hosts are always held back.',
    )
    .register(effects, { from: 'host' }),
  reopenOnReset: z
    .boolean()
    .default(false)
    .describe(
      'Close a pty and create it anew when the module restarts, as a module on USB does; ready follows 600 ms later.',
    )
    .register(effects, { from: 'host' }),
  places: z.strictObject(placeShape).prefault({}),
});

/** Settings that are checked, before what follows from `follow` is filled in. */
export type ParsedSettings = z.infer<typeof settingsSchema>;

/**
 * Every setting of a module with its value, defaults filled in: nested by area, names in camel case, times in
 * milliseconds (`…Ms`), sizes in bytes. The reference page of the settings says what each means and takes.
 */
export type Settings = Omit<ParsedSettings, 'duplicateNotice' | 'wifi' | 'connect' | 'latency' | 'places'> & {
  readonly duplicateNotice: 'reply' | 'log';
  readonly wifi: Omit<ParsedSettings['wifi'], 'autojoin'> & { readonly autojoin: boolean };
  readonly connect: Omit<ParsedSettings['connect'], 'port'> & { readonly port: number };
  readonly latency: Latency;
  readonly places: FollowedPlaces;
};

/** Fills in what follows from `follow` [B-FIRMWARE-2], from the set of `latency`, and from the scheme of `connect`. */
export function fillFollowed(parsed: ParsedSettings): Settings {
  const { follow } = parsed;
  const places = Object.fromEntries(
    PLACE_NAMES.map((name) => [name, parsed.places[name] ?? follow]),
  ) as unknown as FollowedPlaces;
  return {
    ...parsed,
    duplicateNotice: parsed.duplicateNotice ?? (follow === 'manual' ? 'reply' : 'log'),
    wifi: {
      ...parsed.wifi,
      autojoin: parsed.wifi.autojoin ?? (follow === 'manual' || parsed.wifi.ssid !== ''),
    },
    connect: fillConnect(parsed.connect),
    latency: fillLatency(parsed.latency),
    places,
  };
}

/**
 * Settings as they are given, of the shape of `Settings`: what is left out has its default. `settingsSchema` refuses
 * unknown names and values that a setting cannot have; what takes settings throws SettingsError `UNKNOWN` or `VALUE` for them.
 */
export type SettingsInput = z.input<typeof settingsSchema>;
