import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { later } from './cleanup.js';

/** Opens a terminal as a host does. @param {string} path */
export function openTerminal(path) {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const raw = spawnSync('stty', ['raw', '-echo'], { stdio: [descriptor, 'ignore', 'inherit'] });
  if (raw.status !== 0) throw new Error('stty could not make the terminal raw');
  const stream = new ReadStream(descriptor);
  later(() => stream.destroy());
  return stream;
}
