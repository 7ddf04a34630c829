import type { Message, Render } from '../types.ts';

/** What is said of metrics and health, and of what `atmqtt status` shows. */
export const metrics = {
  taken: ({ address }: { address: string }) =>
    `--metrics ${address} is in use by another program; choose another port.`,
  cannotListen: ({ address, why }: { address: string; why: string }) =>
    `--metrics cannot listen on ${address}: ${why}; choose another port.`,
  at: ({ address }: { address: string }) => `metrics at http://${address}/metrics`,
  open: ({ host }: { host: string }) => `anyone who reaches ${host} can read the metrics.`,
  elsewhere: ({ paths }: { paths: readonly string[] }) => `There is ${paths.join(', ')}.`,
  onlyGet: () => 'Only GET and HEAD are answered.',
  unknownCode: () => 'unknown',

  starting: () => 'it is starting',
  stopping: () => 'it is stopping',
  waiting: ({ what, reason }: { what: Message; reason: Message }, render: Render) =>
    `waiting for ${render(what)}: ${render(reason)}`,
  portAway: ({ module, port, why }: { module: string; port: string; why: Message }, render: Render) =>
    `port ${port} of ${module}: ${render(why)}`,
  linkDown: (
    { module, link, reason }: { module: string; link: number; reason: Message | undefined },
    render: Render,
  ) => `link ${link} of ${module} is not connected${reason === undefined ? '' : `: ${render(reason)}`}`,
};
