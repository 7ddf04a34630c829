import { resolve } from 'node:path';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { Port, PortEvents, PortInfo, PortKind } from '../port.ts';
import { PtyHost } from './pty-host.ts';
import { claimLink, releaseLink } from './pty-link.ts';

/** A pseudo-terminal, which programs open like a serial device; a link gives it a lasting name. */
export const ptyKind: PortKind = {
  name: 'pty',
  usage: 'pty[:LINK]',
  parse(spec, rest) {
    if (rest === '') {
      throw new PortError('MALFORMED', message('ports.ptyWithoutLink', { spec }));
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
        events.notice('warn', reasonOf(error));
      }
      events.notice(
        'info',
        message(why === 'lost' ? 'ports.ptyLost' : 'ports.ptyReopened', { path, previous }),
      );
    },
  });
  try {
    if (link !== undefined) claimLink(link, host.path);
  } catch (error) {
    host.destroy();
    throw error;
  }
  events.host(host, `pty ${host.path}`, {
    // As a wire without RTS: whoever has it open need not read, and many never do.
    flowControl: () => false,
    presence: (listener) => host.watchPresence(listener),
    visits: (listener) => host.watchVisits(listener),
    signals: (listener) => host.watchSignals(listener),
  });
  return {
    spec,
    get info(): PortInfo {
      return { kind: 'pty', path: host.path, ...(link === undefined ? {} : { link }) };
    },
    reopen: () => host.reopen(),
    look: () => host.look(),
    async close() {
      if (link !== undefined) releaseLink(link);
      host.destroy();
    },
  };
}
