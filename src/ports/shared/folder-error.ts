import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';

/**
 * Says of a file that could not be made that its folder is why.
 * @param place the file as messages name it
 * @returns undefined when the failure has another reason
 */
export function folderError(path: string, place: string, error: unknown): PortError | undefined {
  const cause = { cause: error };
  const code = systemCode(error);
  // Not by the code alone: libuv calls a missing folder of a socket EACCES.
  if (code === 'ENOENT' || code === 'ENOTDIR' || !existsSync(dirname(path))) {
    return new PortError('UNAVAILABLE', message('ports.noFolder', { place }), cause);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new PortError('DENIED', message('ports.folderDenied', { place }), cause);
  }
  return undefined;
}
