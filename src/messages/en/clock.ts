import type { Message, Render } from '../types.ts';

/** What is said of the module's clock. */
export const clock = {
  set: ({ ms }: { ms: number }) => `the clock was set to ${new Date(ms).toISOString()}`,
  noTime: ({ server, why }: { server: string; why: Message }, render: Render) =>
    `no time from ${server}: ${render(why)}`,
  noHostTime: () => 'no time is available',
};
