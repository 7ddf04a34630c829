import { spawn } from 'node:child_process';
import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { systemClock } from '#time/clock';

/** Milliseconds in which whatever opens a page has failed, if it does. */
const STARTING_MS = 10_000;

/** What opens an address in the browser of this system, by its name in PATH. */
function openerFor(url: string): readonly [program: string, ...rest: string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // The first thing in quotes would be the title of a window.
      return ['cmd', '/c', 'start', '""', url];
    default:
      return ['xdg-open', url];
  }
}

/**
 * Opens a page in the browser, without waiting for it.
 * @param url with a token that counts once: other users of this computer see command lines
 * @param shown the address without it, for where the browser does not open
 */
export function openPage(url: string, shown: string, log: Log): void {
  const [program, ...rest] = openerFor(url);
  const began = systemClock.now();
  let told = false;
  const failed = (why: Message): void => {
    // Some stay as long as the browser they have started, whose end says nothing of the page.
    if (!told && systemClock.now() - began < STARTING_MS)
      log('warn', 'control', message('cli.pageNotOpened', { program, why, address: shown }));
    told = true;
  };
  const opener = spawn(program, rest, { stdio: 'ignore', detached: true, windowsHide: true });
  opener.once('error', (error) => failed(reasonOf(error)));
  opener.once('exit', (code, signal) => {
    if (code !== 0) failed(message('cli.openerEnded', { code, signal }));
  });
  opener.unref();
}
