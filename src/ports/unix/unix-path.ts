import { resolve } from 'node:path';
import { message } from '#messages/message';
import type { Malformed } from '../spec/malformed.ts';

/** Bytes that the system has for a socket's path, without the zero at the end: `sun_path` of unix(7). */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Reads the path of a Unix socket.
 * @returns it from the root
 * @throws PortError `MALFORMED`
 */
export function parseUnixPath(text: string, malformed: Malformed): string {
  if (text === '') throw malformed(message('ports.noPath'));
  if (text.includes('\0')) throw malformed(message('ports.zeroByteInPath'));
  const path = resolve(text);
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) throw malformed(message('ports.pathTooLong', { bytes, max: MAX_PATH_BYTES }));
  return path;
}

/** A listening port, as messages name it. */
export function placeOf(path: string): string {
  return `unix-listen ${path}`;
}
