import type { Message, Render } from '../types.ts';

/** What is said of metrics and health, and of what `atmqtt status` shows. */
export const metrics = {
  taken: ({ address }: { address: string }) =>
    `--metrics ${address} is in use by another program; choose another port.`,
  denied: ({ address }: { address: string }) =>
    `--metrics may not listen on ${address}; choose a port from 1024 up.`,
  foreignAddress: ({ address, loopback }: { address: string; loopback: string }) =>
    `--metrics ${address} is not an address of this computer; use ${loopback}.`,
  cannotListen: ({ address, why }: { address: string; why: Message }, render: Render) =>
    `--metrics cannot listen on ${address}: ${render(why)}; choose another port.`,
  at: ({ address }: { address: string }) => `metrics at http://${address}/metrics`,
  open: ({ host }: { host: string }) => `anyone who reaches ${host} can read the metrics.`,
  elsewhere: ({ paths }: { paths: readonly string[] }) => `There is ${paths.join(', ')}.`,
  onlyGet: () => 'Only GET and HEAD are answered.',
  otherName: () => 'Only requests to this machine by a name or address of its loopback are answered.',
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

  notUrl: ({ typed }: { typed: string }) =>
    `status takes HOST:PORT or an http URL, such as http://127.0.0.1:9464, not ${JSON.stringify(typed)}.`,
  unreachable: ({ address, why }: { address: string; why: Message }, render: Render) =>
    `No atmqtt answers at ${address}: ${render(why)}. Is it running, with --metrics? atmqtt status HOST:PORT asks at another address.`,
  noAnswer: ({ seconds }: { seconds: number }) => `no answer within ${seconds} s`,
  notOurs: () => 'something else is served there',
  statusHead: ({
    version,
    pid,
    seconds,
    ready,
  }: {
    version: string;
    pid: number;
    seconds: number;
    ready: boolean;
  }) => `atmqtt ${version}, process ${pid}, up for ${time(seconds)}: ${ready ? 'ready' : 'not ready'}`,
  statusModule: ({
    name,
    hosts,
    forks,
    wifi,
  }: {
    name: string;
    hosts: number;
    forks: number;
    wifi: boolean;
  }) =>
    `${name}: ${counted(hosts, 'host')}${forks === 0 ? '' : `, ${counted(forks, 'module')} of ports with fork`}, Wi-Fi ${wifi ? 'connected' : 'not connected'}`,
  statusPort: ({ port, away }: { port: string; away: string | undefined }) => `${port}: ${away ?? 'open'}`,
  statusLink: ({ link, kind, target, seconds, reconnects, losses }: StatusLink) =>
    `link ${link}: ${LINK_KINDS[kind]}${target === undefined ? '' : `, ${target}`}, for ${time(seconds)}` +
    `; lost ${counted(losses, 'time')}, reconnected ${counted(reconnects, 'time')}`,
  statusSessions: ({ count, bytes }: { count: number; bytes: number }) =>
    `${counted(count, 'stored session')}, ${counted(bytes, 'byte')}`,
};

const LINK_KINDS = {
  idle: 'not configured',
  configured: 'configured, not connected',
  connected: 'connected',
  lost: 'connection lost',
} as const;

type StatusLink = {
  readonly link: number;
  readonly kind: keyof typeof LINK_KINDS;
  /** HOST:PORT, if it ever went somewhere. */
  readonly target: string | undefined;
  /** In this state. */
  readonly seconds: number;
  readonly reconnects: number;
  readonly losses: number;
};

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Its two largest parts. */
function time(seconds: number): string {
  const [minutes, hours, days] = [60, 3600, 86_400].map((each) => Math.floor(seconds / each)) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
