import type { Message, Render } from '../types.ts';

/** Words that are gone, and those that came. */
export interface Change {
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** What differs between two releases of ESP-AT. */
export const firmware = {
  default: ({ release }: { release: string }) => `${release}  (default)`,
  difference: ({ name, what }: { name: string; what: Message }, render: Render) => `${name}: ${render(what)}`,
  gone: () => 'was removed',
  new: () => 'is new',
  parameterGone: ({ name }: { name: string }) => `<${name}> was removed`,
  parameterNew: ({ name, limits }: { name: string; limits: string }) => `<${name}> is new: ${limits}`,
  limits: ({ name, from, to }: { name: string; from: string; to: string }) =>
    `<${name}>: ${from} becomes ${to}`,
  fallback: ({ name, from, to }: { name: string; from: string | undefined; to: string | undefined }) =>
    `<${name}> omitted: ${from ?? 'refused'} becomes ${to ?? 'refused'}`,
  codes: ({ gone, added }: Change) => `codes: ${changes(gone, added)}`,
  responses: ({ gone, added }: Change) => `answers: ${changes(gone, added)}`,
  changeGone: ({ what }: { what: Message }, render: Render) => `no longer so: ${render(what)}`,
  same: ({ from, to }: { from: string; to: string }) =>
    `Nothing that a host sees differs between ${from} and ${to}.`,
  unknown: ({ typed, known }: { typed: string; known: readonly string[] }) =>
    `There is no firmware ${JSON.stringify(typed)}; there are ${known.join(', ')}.`,
};

function changes(gone: readonly string[], added: readonly string[]): string {
  return [...gone.map((each) => `no longer ${each}`), ...added.map((each) => `now ${each}`)].join(', ');
}
