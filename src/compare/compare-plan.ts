import type { Environment } from '#config/environment';
import { UsageError } from '#errors/usage-error';
import { readPasswordFile } from '#files/password-file';
import type { Follow } from '#firmware/places';
import type { Firmware } from '#firmware/releases';
import { type Message, message } from '#messages/message';
import { type HostPort, LOOPBACK, parseHostPort } from '#net/host-port';
import { MAX_TIMER_MS, parseTimeLimit } from '#time/duration';
import type { CompareCase } from './compare-case.ts';
import { type AccessPoint, PERMISSIONS, type Permission } from './module-state.ts';
import type { OurProfile } from './profiles.ts';

/** The options of a comparison, as they were typed. */
export interface CompareOptions {
  readonly only?: readonly string[];
  readonly broker?: string;
  readonly ssid?: string;
  readonly wifiPasswordFile?: string;
  readonly allow?: readonly string[];
  readonly timeout?: string;
  readonly firmware?: Firmware;
  readonly follow?: Follow;
}

/** What a comparison is made by. */
export interface ComparePlan {
  readonly cases: readonly CompareCase[];
  /** Where the broker listens; undefined: there is none. */
  readonly brokerAt: HostPort | undefined;
  readonly accessPoint: AccessPoint | undefined;
  readonly allowed: ReadonlySet<Permission>;
  readonly slackMs: number;
  readonly asked: Partial<OurProfile>;
}

const DEFAULT_SLACK_MS = 2_000;
const ANY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];
const NO_BROKER = 'none';
const PASSWORD = 'ATMQTT_WIFI_PASSWORD';
const PASSWORD_FILE = 'ATMQTT_WIFI_PASSWORD_FILE';

/** Understands them. @throws UsageError, NetError */
export function planComparison(
  cases: readonly CompareCase[],
  options: CompareOptions,
  environment: Environment,
  warn: (warning: Message) => void,
): ComparePlan {
  const { only = [], broker, allow = [], timeout, firmware, follow } = options;
  return {
    cases: only.length === 0 ? cases : chosenCases(cases, only),
    brokerAt: brokerAddress(broker ?? '0'),
    accessPoint: accessPointOf(options, environment, warn),
    allowed: new Set(allow.flatMap((each) => each.split(',')).map(permissionOf)),
    slackMs: timeout === undefined ? DEFAULT_SLACK_MS : slackOf(timeout),
    asked: { ...(firmware !== undefined && { firmware }), ...(follow !== undefined && { follow }) },
  };
}

function chosenCases(cases: readonly CompareCase[], only: readonly string[]): readonly CompareCase[] {
  const groups = [...new Set(cases.map(({ group }) => group))];
  const unknown = only.find((name) => !cases.some(({ id, group }) => id === name || group === name));
  if (unknown !== undefined) throw new UsageError(message('compare.badOnly', { typed: unknown, groups }));
  return cases.filter(({ id, group }) => only.includes(id) || only.includes(group));
}

function brokerAddress(text: string): HostPort | undefined {
  if (text === NO_BROKER) return undefined;
  const { host = LOOPBACK, port } = parseHostPort(text);
  // A module is told this address.
  if (ANY_ADDRESS.includes(host)) throw new UsageError(message('scenario.anyAddress', { host }));
  return { host, port };
}

function accessPointOf(
  { ssid, wifiPasswordFile }: CompareOptions,
  environment: Environment,
  warn: (warning: Message) => void,
): AccessPoint | undefined {
  if (ssid === undefined) {
    if (wifiPasswordFile !== undefined) throw new UsageError(message('compare.passwordWithoutSsid'));
    return undefined;
  }
  const [value, file] = [PASSWORD, PASSWORD_FILE].map((name) => environment[name] || undefined);
  if (wifiPasswordFile === undefined && value !== undefined && file !== undefined)
    throw new UsageError(message('compare.passwordTwice', { first: PASSWORD, second: PASSWORD_FILE }));
  const path = wifiPasswordFile ?? file;
  return { ssid, password: path === undefined ? (value ?? '') : readPasswordFile(path, warn) };
}

function permissionOf(typed: string): Permission {
  const found = PERMISSIONS.find((each) => each === typed);
  if (found === undefined) throw new UsageError(message('compare.badAllow', { typed, known: PERMISSIONS }));
  return found;
}

function slackOf(typed: string): number {
  const ms = parseTimeLimit(typed);
  if (ms !== undefined && ms > 0 && ms <= MAX_TIMER_MS) return ms;
  throw new UsageError(message('compare.badTimeout', { typed }));
}
