import { type Dirent, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { makePrivateFolder } from '#files/private-folder';
import { type FileOptions, isUnfinished, replaceFile } from '#files/replace-file';
import { message } from '#messages/message';
import { FlashError, isFlashError } from '#module/flash/flash-error';
import {
  byKey,
  checkEntry,
  isName,
  listedNamespaces,
  type ManufacturingStore,
} from '#module/flash/manufacturing';
import {
  contentOf,
  decodeName,
  encodeName,
  fileNameOf,
  parseFileName,
  type ValueFile,
  valueFrom,
} from './manufacturing-file.ts';

/** An unfinished file older than this was left by a program that was killed. No value has its name: a dot is encoded. */
const ABANDONED_MS = 60_000;
const PRIVATE_MODE = 0o600;
/** How often a read looks again when the file it chose is gone: another process has just replaced it. */
const READ_TRIES = 3;

/**
 * A manufacturing NVS in a directory: `<namespace>/<key>.<ending>`, one file a value, where the ending tells
 * the type: `.pem` and `.bin` binary, `.txt` string, `.u8` to `.i32` numbers. A person may put a PEM file there
 * at any time: every read is from the file. A write is atomic: a killed process leaves the old or the new value.
 * @throws FlashError when the directory cannot be made or read
 */
export function openManufacturingDirectory(
  directory: string,
  options: Pick<FileOptions, 'syncName'> = {},
): ManufacturingStore {
  guard(directory, () => makePrivateFolder(directory));
  for (const entry of entriesOf(directory)) removeAbandoned(join(directory, entry.name));
  return lookAtManufacturing(directory, options);
}

/** The same without making or removing anything, unless it is written to; one that is not there is empty. */
export function lookAtManufacturing(
  directory: string,
  { syncName }: Pick<FileOptions, 'syncName'> = {},
): ManufacturingStore {
  const pathOf = (namespace: string): string => join(directory, encodeName(namespace));

  const filesByKey = (namespace: string): Map<string, ValueFile> =>
    isName(namespace) ? chooseFiles(pathOf(namespace)) : new Map();

  return {
    namespaces() {
      return listedNamespaces(namesIn(directory).filter((name) => filesByKey(name).size > 0));
    },
    keys: (namespace) =>
      [...filesByKey(namespace).values()].map(({ key, type }) => ({ key, type })).sort(byKey),
    read(namespace, key) {
      for (let attempt = 1; ; attempt++) {
        const file = filesByKey(namespace).get(key);
        if (file === undefined) return undefined;
        const path = join(pathOf(namespace), file.name);
        const content = guard(path, () => unlessGone(() => readFileSync(path)));
        if (content !== undefined) return valueFrom(file.type, content, path);
        if (attempt === READ_TRIES) throw new FlashError('UNUSABLE', message('flash.notOpened', { path }));
      }
    },
    write(namespace, key, value) {
      checkEntry(namespace, key, value);
      const folder = pathOf(namespace);
      const target = join(folder, fileNameOf(key, value));
      guard(target, () => {
        makePrivateFolder(folder);
        replaceFile(target, contentOf(value), { mode: PRIVATE_MODE, syncName });
        for (const { name } of filesOf(folder, key)) {
          if (join(folder, name) !== target) rmSync(join(folder, name), { force: true });
        }
      });
      removeAbandoned(folder);
    },
    erase(namespace, key) {
      const erased = namespace === undefined ? namesIn(directory) : [namespace].filter(isName);
      for (const folder of erased.map(pathOf)) {
        guard(folder, () => {
          for (const { name } of filesOf(folder, key)) rmSync(join(folder, name), { force: true });
          removeIfEmpty(folder);
        });
      }
    },
  };
}

/** The namespaces that have a directory. */
function namesIn(directory: string): string[] {
  return entriesOf(directory).flatMap((entry) => decodeName(entry.name) ?? []);
}

/** The files of a namespace that hold values, of one key or of all. */
function filesOf(folder: string, key?: string): ValueFile[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .flatMap((entry) => parseFileName(entry.name) ?? [])
    .filter((file) => key === undefined || file.key === key);
}

/**
 * One file for each key. A key has two when a write with another type was killed before the old file was
 * removed, or when a person put one beside the other: the one that came last counts.
 */
export function chooseFiles(folder: string): Map<string, ValueFile> {
  const chosen = new Map<string, ValueFile>();
  for (const file of filesOf(folder)) {
    const other = chosen.get(file.key);
    if (other === undefined || cameAt(folder, file) > cameAt(folder, other)) chosen.set(file.key, file);
  }
  return chosen;
}

/** When a file came to its place, or was last changed there; a copied file keeps its other times. */
function cameAt(folder: string, { name }: ValueFile): number {
  return guard(folder, () => unlessGone(() => statSync(join(folder, name)).ctimeMs)) ?? 0;
}

function entriesOf(folder: string): Dirent[] {
  const entries = guard(folder, () => unlessGone(() => readdirSync(folder, { withFileTypes: true })));
  return (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Removes what killed programs left behind; another one may be writing right now, so only what is old. */
function removeAbandoned(folder: string): void {
  for (const { name } of entriesOf(folder)) {
    if (!isUnfinished(name)) continue;
    const path = join(folder, name);
    guard(path, () => {
      const changed = unlessGone(() => statSync(path).mtimeMs);
      if (changed !== undefined && Date.now() - changed > ABANDONED_MS) rmSync(path, { force: true });
    });
  }
}

/** A namespace is gone with its last key, unless a person keeps something else in its directory. */
function removeIfEmpty(folder: string): void {
  if (entriesOf(folder).length === 0) unlessGone(() => rmdirSync(folder));
}

/** The result, or undefined when the file or folder is not there, or a folder is not empty after all. */
function unlessGone<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENOTEMPTY') return undefined;
    throw error;
  }
}

function guard<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isFlashError(error)) throw error;
    throw new FlashError('UNUSABLE', message('flash.unusable', { path, why: reasonOf(error) }), {
      cause: error,
    });
  }
}
