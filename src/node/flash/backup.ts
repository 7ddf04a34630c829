import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createTar, parseTar } from 'nanotar';
import { z } from 'zod';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { UsageError } from '#errors/usage-error';
import { keepingOwner } from '#files/owner';
import { makePrivateFolder } from '#files/private-folder';
import { isUnfinished, replaceFile, unfinishedName } from '#files/replace-file';
import { writeOutputNow } from '#files/write-output';
import { type Message, message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';
import { makeFlashDirectory, openExistingFlash } from './directory.ts';
import { CONTENTS, FLASH_FORMAT, formatOf, writeFormat } from './format.ts';
import { lockDirectory } from './lock.ts';
import { finishRestore, replaceContents } from './restore-steps.ts';
import { wholeLines, withoutReceived } from './session-journal.ts';
import { sweepUnfinished } from './sweep.ts';

/** Says in a backup what it is, and what each of its files must be. */
const MANIFEST = 'backup.json';
const PRIVATE_MODE = 0o600;
/** How often a directory is read again in which a module has just stored something. */
const TRIES = 50;
/** A journal holds at most some ten megabytes; a file that grows to more is no backup. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** No other path is written below a flash directory. */
const PATH = /^(?:nvs\.json|sessions\/[^./\\][^/\\]*|mfg\/[^./\\][^/\\]*\/[^./\\][^/\\]*)$/;
/** Names in such a path at most. */
const DEEPEST = 3;
const JOURNAL = /^sessions\/.*\.ndjson$/;

const manifestSchema = z.object({
  format: z.int().min(1),
  made: z.iso.datetime(),
  files: z.record(z.string().regex(PATH), z.string()),
});

/** What a backup holds. */
export interface BackupFacts {
  /** How many files. */
  readonly files: number;
  /** How many bytes they have. */
  readonly bytes: number;
  /** When it was made, as ISO 8601. */
  readonly made: string;
}

/** Files below a flash directory, by their paths with slashes. */
type Files = Map<string, Buffer>;

/**
 * Writes a backup of a flash directory: a tar file, compressed by gzip, that only its owner may read, with settings, certificates, keys
 * and sessions. A module may have the directory meanwhile: settings and certificates are those of one moment, and of each
 * session all that was whole then.
 * @param maxBytes what it may have; a GiB unless given
 * @throws FlashError when there is no such directory, or it cannot be read
 * @throws UsageError when the file cannot be written
 */
export function makeBackup(
  directory: string,
  file: string,
  { maxBytes = MAX_BYTES }: { readonly maxBytes?: number } = {},
): BackupFacts {
  // Says what is wrong with it.
  openExistingFlash(directory);
  const format = formatOf(directory);
  const files = filesOfOneMoment(directory);
  const made = new Date().toISOString();
  const hashes = Object.fromEntries([...files].map(([path, data]) => [path, hashOf(data)]));
  const manifest = Buffer.from(`${JSON.stringify({ format, made, files: hashes }, null, 2)}\n`);
  const attrs = { mode: '600', uid: 0, gid: 0, mtime: Date.parse(made) };
  const tar = createTar(
    [[MANIFEST, manifest] as const, ...files].map(([name, data]) => ({ name, data, attrs })),
  );
  if (tar.length > maxBytes)
    throw new FlashError('UNUSABLE', message('flash.tooLargeToBackUp', { path: directory }));
  try {
    writeOutputNow(file, gzipSync(tar), { mode: PRIVATE_MODE });
  } catch (error) {
    throw new UsageError(message('flash.unwritable', { path: file, why: reasonOf(error) }), { cause: error });
  }
  return { ...amountOf(files), made };
}

/**
 * Puts what a backup holds into a flash directory; a module must not have it. What was under way from the broker is not put
 * back: with an old list of packet identifiers a new message could be taken for one that was delivered. So a message of QoS 2
 * may come once more. All of it belongs to whoever the directory belongs to, or that above it where there was none.
 * @param replace keeps what is there in `replaced-<moment>` of the directory, instead of refusing
 * @returns what was restored, and where that was put which was there
 * @throws FlashError when the backup is damaged or of a newer format, or a module has the directory; then nothing has changed
 * @throws UsageError when the file cannot be read, or the directory is not empty
 */
export function restoreBackup(
  file: string,
  directory: string,
  { replace = false }: { readonly replace?: boolean } = {},
): BackupFacts & { readonly kept: string | undefined } {
  const backup = readBackup(file);
  return keepingOwner(directory, () => putBack(backup, directory, replace));
}

function putBack(
  { format, made, files }: ReturnType<typeof readBackup>,
  directory: string,
  replace: boolean,
): BackupFacts & { readonly kept: string | undefined } {
  makeFlashDirectory(directory);
  const unlock = lockDirectory(directory);
  try {
    sweepUnfinished(directory);
    finishRestore(directory);
    const full = pathsIn(directory).length > 0;
    if (full && !replace) throw new UsageError(message('flash.notEmpty', { path: directory }));
    const fresh = join(directory, unfinishedName());
    const whole = join(fresh, 'new');
    for (const [path, data] of files) {
      makePrivateFolder(join(whole, path, '..'));
      const content = JOURNAL.test(path) ? withoutReceived(data) : data;
      replaceFile(join(whole, path), content, { mode: PRIVATE_MODE, syncName: true });
    }
    makePrivateFolder(whole);
    writeFormat(whole, format);
    const kept = replaceContents(directory, fresh);
    return { ...amountOf(files), made, kept };
  } catch (error) {
    if (error instanceof UsageError || error instanceof FlashError) throw error;
    const why = reasonOf(error);
    throw new FlashError('UNUSABLE', message('flash.notRestored', { path: directory, why }), {
      cause: error,
    });
  } finally {
    unlock();
  }
}

function readBackup(file: string): { format: number; made: string; files: Files } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(message('flash.unreadable', { path: file, why: reasonOf(error) }), { cause: error });
  }
  const entries = guardBackup(file, () => {
    // A copy: nanotar reads from the begin of the memory that a Buffer may share with others, as it does in Node 26.
    const items = parseTar(new Uint8Array(gunzipSync(bytes, { maxOutputLength: MAX_BYTES })));
    return new Map(items.map(({ name, data }) => [name, Buffer.from(data ?? [])]));
  });
  const { format, made, files } = guardBackup(file, () =>
    manifestSchema.parse(JSON.parse(String(entries.get(MANIFEST)))),
  );
  if (format > FLASH_FORMAT) {
    throw new FlashError('NEWER', message('flash.newerBackup', { path: file, format, known: FLASH_FORMAT }));
  }
  const whole: Files = new Map();
  for (const [path, hash] of Object.entries(files)) {
    const data = entries.get(path);
    if (data === undefined || hashOf(data) !== hash)
      throw damaged(file, message('flash.notAsBackedUp', { path }));
    whole.set(path, data);
  }
  return { format, made, files: whole };
}

function guardBackup<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw damaged(file, message('flash.noBackup'), error);
  }
}

function damaged(path: string, why: Message, cause?: unknown): FlashError {
  return new FlashError('DAMAGED', message('flash.backupDamaged', { path, why }), { cause });
}

/** All files, where no setting and no value has changed between the first and the last. */
function filesOfOneMoment(directory: string): Files {
  for (let attempt = 1; ; attempt++) {
    try {
      const before = momentOf(directory);
      const files = filesIn(directory);
      if (momentOf(directory) === before) return files;
    } catch (error) {
      // Replaced or removed while it was read.
      if (systemCode(error) !== 'ENOENT') {
        const params = { path: directory, why: reasonOf(error) };
        throw new FlashError('UNUSABLE', message('flash.unreadable', params), { cause: error });
      }
    }
    if (attempt === TRIES)
      throw new FlashError('UNUSABLE', message('flash.keepsChanging', { path: directory }));
  }
}

/** Tells a directory from itself after a setting or a value was stored; sessions change all the time, each for itself. */
function momentOf(directory: string): string {
  return pathsIn(directory)
    .filter((path) => !path.startsWith('sessions/'))
    .map((path) => {
      const { ino, size, mtimeNs } = statSync(join(directory, path), { bigint: true });
      return `${path} ${ino} ${size} ${mtimeNs}`;
    })
    .join('\n');
}

function filesIn(directory: string): Files {
  return new Map(
    pathsIn(directory).map((path) => {
      const data = readFileSync(join(directory, path));
      return [path, JOURNAL.test(path) ? wholeLines(data) : data];
    }),
  );
}

function pathsIn(directory: string): string[] {
  return CONTENTS.flatMap((name) => below(directory, name)).filter((path) => PATH.test(path));
}

/** Paths of the files at a name or below it. Links that a person made are followed, as by whoever reads the value; no pipe is read. */
function below(directory: string, path: string): string[] {
  const stats = statSync(join(directory, path), { throwIfNoEntry: false });
  if (stats?.isFile() === true) return [path];
  // Deeper is nothing, but a link may lead back.
  if (stats?.isDirectory() !== true || path.split('/').length >= DEEPEST) return [];
  return readdirSync(join(directory, path))
    .filter((name) => !isUnfinished(name))
    .sort()
    .flatMap((name) => below(directory, `${path}/${name}`));
}

function amountOf(files: Files): { files: number; bytes: number } {
  return { files: files.size, bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0) };
}

function hashOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
