import type { Running } from '#app/running';
import { type Message, message } from '#messages/message';
import type { LinkCounts } from './link-counts.ts';
import type { ModuleCounts } from './module-counts.ts';
import { nameOfPort } from './port-name.ts';

/** Something that keeps the program from being ready. */
export interface Obstacle {
  readonly what: 'starting' | 'stopping' | 'waiting' | 'port' | 'link';
  readonly module?: string;
  readonly port?: string;
  readonly link?: number;
  /** 1 to 3, as `AT+MQTTCONN?` prints it. */
  readonly state?: number;
  readonly why: Message;
}

/** How far a run is: it opens its parts, its parts work, or it ends. */
export type Phase = 'starting' | 'running' | 'stopping';

const CONNECTED = 4;

/**
 * What keeps a program from being ready: ports that are not open or whose host is away, and links that are configured and
 * not connected. Nothing: it is ready.
 * @param countsOf what has become of a module, by its name
 */
export function obstacles(
  phase: Phase,
  running: Running | undefined,
  countsOf: (module: string) => ModuleCounts | undefined,
): Obstacle[] {
  if (phase === 'stopping') return [{ what: 'stopping', why: message('metrics.stopping') }];
  if (phase === 'starting' || running === undefined) {
    return [{ what: 'starting', why: message('metrics.starting') }];
  }
  const waiting = running.wanted.map(
    (wanted): Obstacle => ({ what: 'waiting', why: message('metrics.waiting', wanted) }),
  );
  return [
    ...waiting,
    ...running.modules.flatMap(({ module, ports, forks }) => [
      ...ports.flatMap(({ info, away }): Obstacle[] => {
        if (away === undefined) return [];
        const port = nameOfPort(info);
        const why = message('metrics.portAway', { module: module.name, port, why: away });
        return [{ what: 'port', module: module.name, port, why }];
      }),
      ...linkObstacles(module.name, module.links, countsOf(module.name)?.links),
      ...[...forks.units].flatMap(({ module: { name, links } }) => linkObstacles(name, links)),
    ]),
  ];
}

function linkObstacles(
  module: string,
  links: readonly { readonly id: number; readonly model: { readonly state: number } }[],
  counts?: ReadonlyMap<number, LinkCounts>,
): Obstacle[] {
  return links.flatMap(({ id: link, model: { state } }): Obstacle[] => {
    if (state === 0 || state >= CONNECTED) return [];
    const reason = counts?.get(link)?.reason;
    return [
      { what: 'link', module, link, state, why: message('metrics.linkDown', { module, link, reason }) },
    ];
  });
}
