import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { near } from '#text/nearest';

/** Those that come with the program. */
const READY = new URL('../../scenarios/', import.meta.url);
const SUFFIX = '.yaml';

/** The names of the scenarios that come with the program, in their order. */
export function readyNames(): readonly string[] {
  return readdirSync(READY)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

/** The file of a scenario that comes with the program. */
export function readyFile(name: string): string {
  return fileURLToPath(new URL(name + SUFFIX, READY));
}

/** The file of a ready scenario, and of nothing else. @throws UsageError when there is none of that name */
export function findReady(name: string): string {
  const names = readyNames();
  if (names.includes(name)) return readyFile(name);
  throw new UsageError(message('scenario.unknown', { name, nearest: near(name, names) }));
}

/** Finds a scenario by its file or by the name of a ready one. @throws UsageError when there is neither */
export function findScenario(fileOrName: string): string {
  const names = readyNames();
  if (names.includes(fileOrName) && !existsSync(fileOrName)) return readyFile(fileOrName);
  const isFile = /[/\\]|\.ya?ml$/i.test(fileOrName) || existsSync(fileOrName);
  if (isFile) return fileOrName;
  throw new UsageError(message('scenario.unknown', { name: fileOrName, nearest: near(fileOrName, names) }));
}
