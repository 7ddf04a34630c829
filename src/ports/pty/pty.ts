import { resolve } from 'node:path';
import { firstLineOf } from '#errors/system-error';
import { type Port, PortError, type PortEvents, type PortInfo, type PortKind } from '../port.ts';
import { PtyHost } from './pty-host.ts';
import { claimLink, releaseLink } from './pty-link.ts';

/** A pseudo-terminal, which programs open like a serial device; a link gives it a lasting name. */
export const ptyKind: PortKind = {
  name: 'pty',
  usage: 'pty[:LINK]',
  parse(spec, rest) {
    if (rest === '') {
      throw new PortError('MALFORMED', `"${spec}" has no path after the colon; write pty or pty:LINK`);
    }
    const link = rest === undefined ? undefined : resolve(rest);
    return { kind: 'pty', fork: false, open: async (events) => openPty(spec, link, events) };
  },
};

function openPty(spec: string, link: string | undefined, events: PortEvents): Port {
  const host = new PtyHost({
    notice: events.notice,
    moved(path, previous, why) {
      try {
        if (link !== undefined) claimLink(link, path, previous);
      } catch (error) {
        events.notice('warn', firstLineOf(error));
      }
      const what = why === 'lost' ? 'was left locked by its last host' : 'hung up';
      events.notice('info', `pty ${previous} ${what} and is now ${path}`);
    },
  });
  try {
    if (link !== undefined) claimLink(link, host.path);
  } catch (error) {
    host.destroy();
    throw error;
  }
  events.host(host, `pty ${host.path}`);
  return {
    spec,
    get info(): PortInfo {
      return { kind: 'pty', path: host.path, ...(link === undefined ? {} : { link }) };
    },
    reopen: () => host.reopen(),
    async close() {
      if (link !== undefined) releaseLink(link);
      host.destroy();
    },
  };
}
