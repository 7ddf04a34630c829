import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The stored sessions of a flash directory. */
export interface Journals {
  readonly sessions: number;
  readonly bytes: number;
}

/** How many sessions a flash directory holds, and how large their journals are. What goes meanwhile is not counted. */
export function journalsOf(flash: string): Journals {
  const folder = join(flash, 'sessions');
  const sizes = filesIn(folder).flatMap((name) => sizeOf(join(folder, name)));
  return { sessions: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  } catch {
    return [];
  }
}

function sizeOf(path: string): number[] {
  try {
    return [statSync(path).size];
  } catch {
    return [];
  }
}
