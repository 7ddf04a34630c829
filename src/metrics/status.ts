import { showBytes } from '#bytes/show-bytes';
import { type Message, textOf } from '#messages/message';
import { certificateExpiries } from '#node/flash/certificate-expiry';
import { journalsOf } from '#node/flash/journals';
import { VERSION } from '#node/version';
import { nameOfPort } from './port-name.ts';
import type { Obstacle } from './readiness.ts';
import type { RunMetrics } from './run-metrics.ts';

/** A message for who may read it in another language: in English, and what it is made of. */
export interface ToldMessage extends Message {
  readonly text: string;
}

/** What keeps a program from being ready, as it is served. */
export interface ToldObstacle extends Omit<Obstacle, 'why'> {
  readonly why: ToldMessage;
}

/** A link, as it is served. */
export interface LinkStatus {
  readonly link: number;
  /** 0 to 6, as `AT+MQTTCONN?` prints it. */
  readonly state: number;
  /** `HOST:PORT`; left out before it has ever gone somewhere. */
  readonly target?: string;
  /** When it was connected, or came into that state. */
  readonly since?: string;
  readonly connects: number;
  readonly reconnects: number;
  readonly losses: number;
  /** Why it is in that state. */
  readonly reason?: ToldMessage;
}

/** A module, as it is served. */
export interface ModuleStatus {
  readonly name: string;
  readonly ports: readonly { readonly port: string; readonly away?: ToldMessage }[];
  readonly hosts: number;
  /** Modules of ports with `fork`. */
  readonly forks: number;
  readonly wifi: boolean;
  readonly links: readonly LinkStatus[];
  /** Left out where nothing is kept. */
  readonly sessions?: { readonly count: number; readonly bytes: number };
  readonly certificates: readonly { readonly place: string; readonly validTo: string }[];
}

/** All of a running program, as it is served at `/status`. */
export interface Status {
  readonly program: 'atmqtt';
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly ready: boolean;
  readonly notReady: readonly ToldObstacle[];
  readonly modules: readonly ModuleStatus[];
}

/** What `/readyz` and `/status` say of readiness. */
export function readinessOf(metrics: RunMetrics): Pick<Status, 'ready' | 'notReady'> {
  const notReady = metrics.obstacles.map((each) => ({ ...each, why: told(each.why) }));
  return { ready: notReady.length === 0, notReady };
}

/** What `/status` says. */
export function statusOf(metrics: RunMetrics): Status {
  return {
    program: 'atmqtt',
    version: VERSION,
    pid: process.pid,
    startedAt: new Date(metrics.startedAt).toISOString(),
    ...readinessOf(metrics),
    modules: (metrics.running?.modules ?? []).map(({ module, ports, forks, flash }) => {
      const journals = flash === undefined ? undefined : journalsOf(flash);
      return {
        name: module.name,
        ports: ports.map(({ info, away }) => ({
          port: nameOfPort(info),
          ...(away && { away: told(away) }),
        })),
        hosts: module.at.hosts,
        forks: [...forks.units].length,
        wifi: module.wifi.connected,
        links: module.links.map(({ id, model, target }) =>
          linkStatusOf(metrics, module.name, id, model.state, target),
        ),
        ...(journals && { sessions: { count: journals.sessions, bytes: journals.bytes } }),
        certificates: certificateExpiries(module.flash.manufacturing).map(({ namespace, key, validTo }) => ({
          place: showBytes(Buffer.from(`${namespace}/${key}`, 'latin1')),
          validTo: new Date(validTo).toISOString(),
        })),
      };
    }),
  };
}

/** How a link is. @param module what it is counted as */
export function linkStatusOf(
  metrics: RunMetrics,
  module: string,
  link: number,
  state: number,
  { host, port }: { readonly host: string; readonly port: number },
): LinkStatus {
  const counts = metrics.countsOf(module)?.links.get(link);
  const { connects = 0, reconnects = 0, since, reason } = counts ?? {};
  return {
    link,
    state,
    ...(host !== '' && { target: `${host}:${port}` }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    connects,
    reconnects,
    losses: [...(counts?.losses.values() ?? [])].reduce((sum, each) => sum + each, 0),
    ...(reason && { reason: told(reason) }),
  };
}

/** A message, as it is served. */
export function told(said: Message): ToldMessage {
  return { ...said, text: textOf(said) };
}
