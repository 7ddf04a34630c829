import { writeSync } from 'node:fs';

/** Writes all of it, however little the system takes at a time. @throws the system's error, as `ENOSPC` on a full disk */
export function writeAll(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  // A disk that fills up takes a part first, and only then says so.
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
