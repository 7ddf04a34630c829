import { lstatSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import { placeOf } from './unix-path.ts';

/**
 * Removes a socket that a dead program has left. Anything that is no socket stays.
 * @throws PortError `TAKEN` when a program listens there or something else is there
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const place = placeOf(path);
  let entry: ReturnType<typeof lstatSync>;
  try {
    entry = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder that is missing or closed: the attempt to listen tells better.
    return;
  }
  if (entry === undefined) return;
  if (!entry.isSocket()) {
    const thing = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file';
    throw new PortError('TAKEN', message('ports.notASocket', { place, thing }));
  }
  switch (await connectCode(path)) {
    case 'ECONNREFUSED':
      return removeSocket(path);
    case 'ENOENT':
      return;
    case 'EACCES':
      throw new PortError('DENIED', message('ports.socketOfOther', { place }));
    default:
      throw new PortError('TAKEN', message('ports.pathTaken', { place }), { mayHeal: true });
  }
}

function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    const reason = message('ports.staleSocketStays', { place: placeOf(path), why: reasonOf(error) });
    throw new PortError('DENIED', reason, { cause: error });
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
