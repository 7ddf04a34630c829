import type { Message, Render } from '../types.ts';

/** What a trace says between the lines and packets themselves. */
export const trace = {
  dials: ({ address }: { address: string }) => `broker > connection to ${address}`,
  connected: () => 'broker < connected',
  closed: () => 'broker < closed',
  closedBecause: ({ reason }: { reason: Message }, render: Render) => `broker < closed: ${render(reason)}`,
  foreign: ({ direction }: { direction: '>' | '<' }) => `broker ${direction} what is no MQTT`,
  linkState: (
    { link, from, to, reason }: { link: number; from: number; to: number; reason: Message },
    render: Render,
  ) => `link ${link}: state ${from} → ${to}: ${render(reason)}`,
  restarts: () => 'the module restarts',
};
