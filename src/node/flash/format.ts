import { cpSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { makePrivateFolder } from '#files/private-folder';
import { replaceFile, unfinishedName } from '#files/replace-file';
import { type Message, message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';
import { stamp } from './stamp.ts';

/** The format that this program reads and writes. */
export const FLASH_FORMAT = 2;
export const FORMAT_FILE = 'format.json';
/** What a flash directory holds besides its format and the copies of older ones. */
export const CONTENTS = ['nvs.json', 'sessions', 'mfg'] as const;
/** A copy of a directory of an older format, with its number behind this, and one whose migration is under way. */
const COPY = 'format-';
const MIGRATING = 'migrating';
const formatSchema = z.strictObject({ format: z.int().min(1) });

/** Makes a format of the one before. What is in the directory may be half done already, by a program that was killed. */
export type Migration = (before: string, directory: string) => void;

/** By the format that each begins with. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {
  // Nothing but the number is new.
  1: () => {},
};

/**
 * The format of a flash directory, the present one where there is nothing in it yet.
 * @throws FlashError `DAMAGED` when that cannot be told, `NEWER` when it was written by a newer version of this program
 */
export function formatOf(directory: string, current = FLASH_FORMAT): number {
  const path = join(directory, FORMAT_FILE);
  const format = readFormat(path) ?? (wasUsed(directory) ? 1 : current);
  if (format > current) {
    throw new FlashError('NEWER', message('flash.newerFormat', { path: directory, format, known: current }));
  }
  return format;
}

/**
 * Brings a flash directory to the present format, and keeps a copy of it as it was in `format-<n>`. A program that is killed
 * meanwhile leaves a directory of the format before, and the next one begins again from the copy.
 * @returns what a person should know of it
 * @throws FlashError as `formatOf`, `UNUSABLE` when it cannot be done; then the directory is of the format before
 */
export function migrateFlash(
  directory: string,
  { migrations = MIGRATIONS, current = FLASH_FORMAT } = {},
): Message | undefined {
  const found = formatOf(directory, current);
  try {
    keepEarlierCopy(directory, found);
    let kept: string | undefined;
    for (let format = found; format < current; format++) {
      const copy = copyOf(directory, format);
      migrations[format]?.(copy, directory);
      writeFormat(directory, format + 1);
      const place = keep(copy, directory, format);
      kept ??= place;
    }
    if (kept === undefined) {
      if (!existsSync(join(directory, FORMAT_FILE))) writeFormat(directory, current);
      return undefined;
    }
    return message('flash.migrated', { path: directory, from: found, to: current, copy: kept });
  } catch (error) {
    const params = { path: directory, from: found, to: current, why: reasonOf(error) };
    throw new FlashError('UNUSABLE', message('flash.notMigrated', params), { cause: error });
  }
}

function readFormat(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new FlashError('UNUSABLE', message('flash.unreadable', { path, why: reasonOf(error) }), {
      cause: error,
    });
  }
  try {
    return formatSchema.parse(JSON.parse(text)).format;
  } catch (error) {
    throw new FlashError('DAMAGED', message('flash.notFormat', { path }), { cause: error });
  }
}

/** Whether a program has stored something; certificates that a person put there are of every format. */
function wasUsed(directory: string): boolean {
  if (existsSync(join(directory, 'nvs.json'))) return true;
  const sessions = join(directory, 'sessions');
  return existsSync(sessions) && readdirSync(sessions).length > 0;
}

/** There whole or not at all; one that is there was made by a program that was killed before it was done. */
function copyOf(directory: string, format: number): string {
  const copy = join(directory, MIGRATING);
  if (existsSync(copy)) return copy;
  const unfinished = join(directory, unfinishedName());
  makePrivateFolder(unfinished);
  for (const name of CONTENTS) {
    const from = join(directory, name);
    if (existsSync(from)) cpSync(from, join(unfinished, name), { recursive: true, preserveTimestamps: true });
  }
  writeFormat(unfinished, format);
  renameSync(unfinished, copy);
  return copy;
}

/** Under its final name, beside one of another time: who went back to an older version comes here again. */
function keep(copy: string, directory: string, format: number): string {
  const usual = join(directory, `${COPY}${format}`);
  const place = existsSync(usual) ? `${usual}-${stamp()}` : usual;
  renameSync(copy, place);
  return place;
}

/** The copy of a migration that was done when its program was killed, but for the name of the copy. */
function keepEarlierCopy(directory: string, found: number): void {
  const copy = join(directory, MIGRATING);
  const format = existsSync(copy) ? formatOf(copy) : found;
  if (format !== found) keep(copy, directory, format);
}

/** Names of the copies that migrations have kept or are making. */
export function copiesIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => name === MIGRATING || name.startsWith(COPY));
}

/** Writes down the format of a flash directory. @throws what the system says */
export function writeFormat(directory: string, format: number): void {
  replaceFile(join(directory, FORMAT_FILE), `${JSON.stringify({ format })}\n`, {
    mode: 0o600,
    syncName: true,
  });
}
