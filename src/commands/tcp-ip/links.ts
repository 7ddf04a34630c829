import { number, optional, type Param } from '#at/params';
import { bareFailure, type Result } from '#at/reply';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { multipleConnections } from './modes.ts';

/** How many TCP connections there may be after `AT+CIPMUX=1`; as a link ID it means all of them. */
export const TCP_LINKS = 5;

type Range = readonly [number, number];

/** Whether a link ID comes first. */
export function several({ state }: Module): boolean {
  return state.get(multipleConnections);
}

/** What each place holds depends on `AT+CIPMUX`: a link ID comes first only where there may be several connections. */
export function place(name: string, about: string, single: Range, multiple: Range): Param<Module, number> {
  return number(name, {
    about,
    range: (module) => (several(module) ? multiple : single),
    rangeText: `${Math.min(single[0], multiple[0])} to ${Math.max(single[1], multiple[1])}`,
  });
}

/** The same parameter, which may be left out unless a link ID comes first. */
export function requiredAfterLink(param: Param<Module, number>): Param<Module, number | undefined> {
  const single = optional(param);
  return {
    ...single,
    read: (fields, index, module) => (several(module) ? param : single).read(fields, index, module),
  };
}

/** The numbers without their link ID, and which links they are for. @param given at most one more than `max` */
export function linksAndValues(
  module: Module,
  given: readonly (number | undefined)[],
  max: number,
): Result<{ readonly values: readonly (number | undefined)[]; isMeant(link: number): boolean }> {
  if (several(module)) {
    const [link, ...values] = given;
    if (link === undefined) return bareFailure(message('commands.linkIdFirst'));
    return { values, isMeant: (each) => link === TCP_LINKS || link === each };
  }
  if (given[max] !== undefined) return bareFailure(message('commands.linkIdNotTaken'));
  return { values: given, isMeant: (each) => each === 0 };
}
