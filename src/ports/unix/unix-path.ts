import { resolve } from 'node:path';
import type { Malformed } from '../spec/malformed.ts';

/** Bytes that the system has for a socket's path, without the zero at the end: `sun_path` of unix(7). */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * Reads the path of a Unix socket.
 * @returns it from the root
 * @throws PortError `MALFORMED`
 */
export function parseUnixPath(text: string, malformed: Malformed): string {
  if (text === '') throw malformed('has no path');
  if (text.includes('\0')) throw malformed('has a path with a zero byte');
  const path = resolve(text);
  const length = Buffer.byteLength(path);
  if (length > MAX_PATH_BYTES) {
    throw malformed(`has a path of ${length} bytes, and a socket's may have ${MAX_PATH_BYTES}`);
  }
  return path;
}
