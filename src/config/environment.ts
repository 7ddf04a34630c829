import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { listSettings } from '#module/settings/list';
import { parseOrigin } from '#net/web-origin';
import { nearest } from '#text/nearest';
import { BROKER_KINDS, parseBrokerAddress } from './broker-address.ts';
import type { ConfigSource, Sourced } from './config-source.ts';
import { parseControlAddress } from './control-address.ts';
import { parseMetricsAddress } from './metrics-address.ts';
import { LOG_LEVELS, type LogLevelOption } from './plan-options.ts';
import { parseWebAddress } from './web-address.ts';

const PREFIX = 'ATMQTT_';
const LOG_LEVEL = `${PREFIX}LOG_LEVEL`;
const CONFIG = `${PREFIX}CONFIG`;
const FLASH = `${PREFIX}FLASH`;
const ALLOWED_ORIGINS = `${PREFIX}ALLOWED_ORIGINS`;
const METRICS = `${PREFIX}METRICS`;
const CONTROL = `${PREFIX}CONTROL`;
const WEB = `${PREFIX}WEB`;
const PORTS = `${PREFIX}PORTS`;
/**
 * What a run tells the program it starts with `--exec`, by which a run within that one means nothing, and what is for
 * `doctor`, `swarm`, the control plane and the command line itself.
 */
const FOR_OTHERS = /^ATMQTT_(BROKER|(TTY|TCP)(_.*)?|PASSWORD(_FILE)?|CONTROL_(URL|TOKEN(_FILE)?)|LANG)$/;

/** The variables that are for a single module. */
export const SINGLE_MODULE_VARIABLES = { ports: PORTS, flash: FLASH };

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says. */
export interface EnvironmentSource extends ConfigSource {
  /** `ATMQTT_CONFIG`. */
  readonly file?: string;
  /** Variables that mean nothing. */
  readonly warnings: readonly Message[];
}

/** The variable of a setting: `ATMQTT_RX_BUFFER_BYTES` for `rxBufferBytes`, `ATMQTT_WIFI_SSID` for `wifi.ssid`. */
export function variableOf(setting: string): string {
  return PREFIX + setting.replaceAll('.', '_').replace(/[A-Z]/g, '_$&').toUpperCase();
}

/**
 * What the environment says. An empty or blank variable counts as not set.
 * @throws UsageError for a wrong value, whose message names the variable and not the value
 */
export function environmentSource(environment: Environment): EnvironmentSource {
  const left = new Map<string, string>();
  for (const [name, text] of Object.entries(environment)) {
    if (name.startsWith(PREFIX) && text?.trim() && !FOR_OTHERS.test(name)) left.set(name, text);
  }
  if (left.size === 0) return { broker: {}, settings: new Map(), warnings: [] };

  const known: string[] = [];
  /** Takes a variable; what remains in the end is unknown. */
  const take = (name: string): Sourced<string> | undefined => {
    known.push(name);
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? undefined : { value, from: `environment ${name}` };
  };
  const [file, ports, flash, level, metrics, control, web, origins] = [
    CONFIG,
    PORTS,
    FLASH,
    LOG_LEVEL,
    METRICS,
    CONTROL,
    WEB,
    ALLOWED_ORIGINS,
  ].map(take);
  const broker = BROKER_KINDS.flatMap((kind) => {
    const name = `${PREFIX}BROKER_${kind.toUpperCase()}`;
    const address = take(name);
    return address === undefined
      ? []
      : [[kind, { ...address, value: parseBrokerAddress(kind, address.value, name) }] as const];
  });
  const settings = listSettings().flatMap((setting) => {
    const variable = variableOf(setting.name);
    const typed = take(variable);
    if (typed === undefined) return [];
    const value = setting.read(typed.value);
    if (value === undefined) {
      throw new UsageError(message('config.takes', { name: variable, values: setting.values }));
    }
    return [[setting.name, { ...typed, value }] as const];
  });
  return {
    ...(file === undefined ? {} : { file: file.value }),
    ...(ports === undefined ? {} : { ports: { ...ports, value: wordsOf(ports.value) } }),
    ...(flash === undefined ? {} : { flash }),
    ...(level === undefined ? {} : { logLevel: { ...level, value: logLevel(level.value) } }),
    ...(metrics === undefined
      ? {}
      : { metrics: { ...metrics, value: parseMetricsAddress(metrics.value.trim(), METRICS) } }),
    ...(control === undefined
      ? {}
      : { control: { ...control, value: parseControlAddress(control.value.trim(), CONTROL) } }),
    ...(web === undefined ? {} : { web: { ...web, value: parseWebAddress(web.value.trim(), WEB) } }),
    ...(origins === undefined
      ? {}
      : {
          allowedOrigins: {
            ...origins,
            value: wordsOf(origins.value).map((origin) => parseOrigin(origin, ALLOWED_ORIGINS)),
          },
        }),
    broker: Object.fromEntries(broker),
    settings: new Map(settings),
    warnings: [...left.keys()].map((name) =>
      message('config.unknownVariable', { name, nearest: nearest(name, known) ?? '' }),
    ),
  };
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

function logLevel(text: string): LogLevelOption {
  const level = LOG_LEVELS.find((each) => each === text);
  if (level === undefined) {
    const values = message('settings.oneOf', { values: LOG_LEVELS });
    throw new UsageError(message('config.takes', { name: LOG_LEVEL, values }));
  }
  return level;
}
