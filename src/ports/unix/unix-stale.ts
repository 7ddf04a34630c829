import { lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { firstLineOf, systemCode } from '#errors/system-error';
import { PortError } from '../port.ts';

/**
 * Removes a socket that a dead program has left. Anything that is no socket stays.
 * @throws PortError `TAKEN` when a program listens there or something else is there
 */
export async function removeStaleSocket(path: string): Promise<void> {
  let entry: ReturnType<typeof lstatSync>;
  try {
    entry = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder that is missing or closed: the attempt to listen tells better.
    return;
  }
  if (entry === undefined) return;
  if (!entry.isSocket()) {
    const what = entry.isDirectory() ? 'a folder' : entry.isSymbolicLink() ? 'a link' : 'an ordinary file';
    throw new PortError('TAKEN', `unix-listen ${path} is ${what} and not a socket; choose another path`);
  }
  switch (await connectCode(path)) {
    case 'ECONNREFUSED':
      return removeSocket(path);
    case 'ENOENT':
      return;
    case 'EACCES':
      throw new PortError('DENIED', `unix-listen ${path} belongs to another user; choose another path`);
    default:
      throw new PortError('TAKEN', `unix-listen ${path} is taken by another program; choose another path`);
  }
}

function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    const sentence = `unix-listen ${path} was left by a program that has gone, and cannot be removed (${firstLineOf(error)}); choose another path`;
    throw new PortError('DENIED', sentence, { cause: error });
  }
}

/** How connecting fails; undefined when it does not. */
function connectCode(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error) => resolve(systemCode(error)));
  });
}
