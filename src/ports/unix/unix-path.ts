import { resolve } from 'node:path';
import type { Complain } from '../complain.ts';

/** Bytes that the system has for a socket's path, without the zero at the end: `sun_path` of unix(7). */
const LONGEST = process.platform === 'linux' ? 107 : 103;

/**
 * Reads the path of a Unix socket.
 * @returns it from the root
 * @throws PortError `MALFORMED`
 */
export function parseUnixPath(text: string, complain: Complain): string {
  if (text === '') throw complain('has no path');
  if (text.includes('\0')) throw complain('has a path with a zero byte');
  const path = resolve(text);
  const length = Buffer.byteLength(path);
  if (length > LONGEST) {
    throw complain(`has a path of ${length} bytes, and a socket's may have ${LONGEST}`);
  }
  return path;
}
