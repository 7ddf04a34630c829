import type { ControlEvent } from '#control/events/events';
import { events } from '../state/events.ts';

/** A change of a link's state, with its place in the timeline. */
export interface Move {
  readonly id: number;
  readonly event: Extract<ControlEvent, { event: 'state' }>;
}

/** Events that are looked through from the last one on, so that drawing stays cheap. */
const LOOKED_AT = 20_000;

/** The last changes of a link's state, the last one first. */
export function movesOf(module: string, link: number, most: number): Move[] {
  const found: Move[] = [];
  for (const { id, event } of latest()) {
    if (found.length >= most) break;
    if (event.event === 'state' && event.module === module && event.link === link) found.push({ id, event });
  }
  return found;
}

/** The commands that say what a part of a link's configuration is; the first that was given last counts. */
export type Setter = readonly string[];

/** Where a value of a link came from: the id of the last command of these that succeeded on it. */
export function setBy(module: string, link: number, names: Setter): { id: number; name: string } | undefined {
  for (const { id, event } of latest()) {
    if (event.event === 'power' && event.module === module) return undefined;
    if (event.event !== 'command' || event.module !== module || !event.ok) continue;
    const [, name = '', first = ''] = /^([^=]*)=(\d*)/.exec(event.line) ?? [];
    if (Number(first) !== link) continue;
    if (name.toUpperCase() === 'AT+MQTTCLEAN') return undefined;
    if (names.includes(name.toUpperCase())) return { id, name: name.toUpperCase() };
  }
  return undefined;
}

function* latest() {
  const { events: all } = events;
  for (let index = all.length - 1; index >= Math.max(0, all.length - LOOKED_AT); index--) {
    const each = all[index];
    if (each !== undefined) yield each;
  }
}
