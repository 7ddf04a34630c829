import type { Platform } from '#module/platform';
import { dialRoute } from '#mqtt/transports/dial';
import { systemPing } from './ping.ts';
import { resolveName } from './resolve-name.ts';
import { askSntpServer } from './sntp-client.ts';
import { tlsCheck } from './tls-check.ts';
import { VERSION } from './version.ts';

/** What Node gives a module of the world outside. */
export const nodePlatform: Platform = {
  dial: dialRoute,
  resolveName,
  ping: systemPing,
  askTime: askSntpServer,
  tls: tlsCheck,
  versions: { program: VERSION, runtime: `node ${process.version}` },
};
