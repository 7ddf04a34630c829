import type { Message, Render } from '../types.ts';

/** What is said to and of the service manager. */
export const systemd = {
  ready: ({ modules, links }: { modules: number; links: number }) =>
    `ready: ${modules} ${modules === 1 ? 'module' : 'modules'}, ${links} ${links === 1 ? 'link' : 'links'} connected`,
  notReady: ({ why, more }: { why: Message; more: number }, render: Render) =>
    `not ready: ${render(why)}${more === 0 ? '' : `, and ${more} more`}`,
  noPath: ({ path }: { path: string }) =>
    `the service manager is not told how far this program is: NOTIFY_SOCKET is ${path}, and only sockets with a path can be reached; use Type=exec without WatchdogSec=`,
  notLoaded: ({ why }: { why: Message }, render: Render) =>
    `the service manager is not told how far this program is: the package node-unix-socket cannot be loaded (${render(why)}); install it, or use Type=exec without WatchdogSec=`,
  notTold: ({ path, why }: { path: string; why: Message }, render: Render) =>
    `the service manager cannot be told how far this program is: ${path}: ${render(why)}`,
};
