import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import type { Environment } from '#config/environment';
import { METRICS_PORT, parseMetricsAddress } from '#config/metrics-address';
import { resolveConfiguration } from '#config/resolve';
import { reasonOf } from '#errors/atmqtt-error';
import { isUsageError, UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import type { LinkStatus, ModuleStatus, Status, ToldMessage } from '#metrics/status';
import { plainSocketError } from '#mqtt/transports/socket-errors';
import { formatHostPort, type HostPort, LOOPBACK } from '#net/host-port';
import { printedText } from './language.ts';

const PATH = '/status';
const PATIENCE_MS = 5000;
/** More than any program has to say. */
const MAX_BYTES = 16_777_216;
const CONNECTED = 4;
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;
/** Where a server listens at all addresses, it is asked at this one. */
const ANYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': LOOPBACK, '::': '::1' };

/** The options of `status`, as they were typed. */
export interface StatusOptions {
  readonly metrics?: string;
  readonly config?: string;
  readonly json?: true;
}

/** What `status` works in. */
interface StatusContext {
  readonly environment: Environment;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  print(line: string): void;
}

/**
 * Prints how a running program is.
 * @param where its address or URL, if it was typed
 * @returns whether it is ready
 * @throws UsageError when it cannot be asked
 */
export async function showStatus(
  where: string | undefined,
  options: StatusOptions,
  { environment, now, print }: StatusContext,
): Promise<boolean> {
  const url = await urlOf(where, options, environment);
  const text = await fetchText(url);
  const status = readStatus(text, url);
  if (options.json === true) print(text.trimEnd());
  else for (const line of describeStatus(status, now)) print(line.replaceAll(/\p{Cc}/gu, ' '));
  return status.ready;
}

async function urlOf(
  where: string | undefined,
  { metrics, config }: StatusOptions,
  environment: Environment,
): Promise<URL> {
  if (where?.includes('://') === true) {
    if (!URL.canParse(where) || !/^https?:/.test(where))
      throw new UsageError(message('metrics.notUrl', { typed: where }));
    return new URL(PATH, where);
  }
  const typed = where ?? metrics;
  const address =
    typed === undefined ? await configuredAddress(config, environment) : parseMetricsAddress(typed, 'status');
  const { host, port } = address ?? { host: LOOPBACK, port: METRICS_PORT };
  return new URL(`http://${formatHostPort({ host: ANYWHERE[host] ?? host, port })}${PATH}`);
}

/** Where a program with this settings file and environment serves its metrics. */
async function configuredAddress(
  config: string | undefined,
  environment: Environment,
): Promise<HostPort | undefined> {
  const options = { port: [], set: [], ...(config !== undefined && { config }) };
  return (await resolveConfiguration(options, environment)).metrics.value;
}

/** @throws UsageError */
async function fetchText(url: URL): Promise<string> {
  try {
    return await request(url);
  } catch (error) {
    const why =
      error instanceof Error && !isUsageError(error) ? plainSocketError(error).reason : reasonOf(error);
    const reason = message('metrics.unreachable', { address: url.host, why });
    throw new UsageError(reason, { cause: error });
  }
}

function request(url: URL): Promise<string> {
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    const asked = get(url, { timeout: PATIENCE_MS }, (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_BYTES) asked.destroy(new UsageError(message('metrics.notOurs')));
      });
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
      answer.on('error', reject);
    });
    asked.on('timeout', () => {
      asked.destroy(new UsageError(message('metrics.noAnswer', { seconds: PATIENCE_MS / 1000 })));
    });
    asked.on('error', reject);
  });
}

/** @throws UsageError when it is none */
function readStatus(text: string, url: URL): Status {
  try {
    const status = JSON.parse(text) as Status;
    if (status.program === 'atmqtt') return status;
  } catch {
    // Something else is served there.
  }
  const reason = message('metrics.unreachable', { address: url.host, why: message('metrics.notOurs') });
  throw new UsageError(reason);
}

/** A status for a person. */
export function describeStatus(
  { version, pid, startedAt, ready, notReady, modules }: Status,
  now: number,
): string[] {
  const seconds = secondsSince(startedAt, now);
  return [
    printedText(message('metrics.statusHead', { version, pid, seconds, ready })),
    ...notReady.map(({ why }) => `  ${textOfTold(why)}`),
    ...modules.flatMap((module) => describeModule(module, now)),
  ];
}

function describeModule({ name, ...module }: ModuleStatus, now: number): string[] {
  const { ports, hosts, forks, wifi, links, sessions, certificates } = module;
  const said: (Message | string)[] = [
    ...ports.map(({ port, away }) => message('metrics.statusPort', { port, away: away && textOfTold(away) })),
    ...links
      .filter(({ state, connects }) => state > 0 || connects > 0)
      .flatMap((link) => describeLink(link, now)),
    ...(sessions === undefined || sessions.count === 0 ? [] : [message('metrics.statusSessions', sessions)]),
    ...certificates.flatMap(({ place, validTo }) => {
      const date = Date.parse(validTo);
      const days = Math.floor((date - now) / DAY_MS);
      return days > SOON_DAYS
        ? []
        : [message('app.certificateRunsOut', { place: JSON.stringify(place), date, days })];
    }),
  ];
  return [
    printedText(message('metrics.statusModule', { name, hosts, forks, wifi })),
    ...said.map((each) => `  ${typeof each === 'string' ? each : printedText(each)}`),
  ];
}

/** A link for a person: its state, and why where it has no connection. */
export function describeLink(link: LinkStatus, now: number): string[] {
  const { state, target, since, reason } = link;
  const seconds = since === undefined ? 0 : secondsSince(since, now);
  const kind = state === 0 ? 'idle' : state >= CONNECTED ? 'connected' : state === 3 ? 'lost' : 'configured';
  const line = printedText(message('metrics.statusLink', { ...link, target, seconds, kind }));
  return kind === 'lost' || kind === 'configured'
    ? [line, ...(reason === undefined ? [] : [`  ${textOfTold(reason)}`])]
    : [line];
}

function secondsSince(moment: string, now: number): number {
  return Math.max(0, Math.round((now - Date.parse(moment)) / 1000));
}

/** In the language of who reads it; in English where the program that told it is of another version. */
export function textOfTold({ key, params, text }: ToldMessage): string {
  try {
    return printedText({ key, params });
  } catch {
    return text;
  }
}
