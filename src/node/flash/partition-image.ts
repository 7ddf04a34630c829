import { readFileSync } from 'node:fs';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { keepingOwner } from '#files/owner';
import { writeOutputNow } from '#files/write-output';
import { message } from '#messages/message';
import { FlashError, isFlashError } from '#module/flash/flash-error';
import { checkEntry, type ManufacturingStore } from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { type NvsImage, readNvsImage } from '#module/flash/nvs-image/read';
import { DEFAULT_IMAGE_BYTES, writeNvsImage } from '#module/flash/nvs-image/write';
import { openExistingFlash } from './directory.ts';
import { holdFlashDirectory } from './hold.ts';
import { knownPartition, packPartition, partitionOf, readPieces } from './pieces.ts';

const IMAGE_MODE = 0o600;

/** What was taken from a file. */
export interface Imported extends NvsImage {
  /** Which one the file was for; undefined when it was all of NVS. */
  readonly partition: string | undefined;
}

/**
 * Puts what a file holds into a flash directory; other keys there stay. It is a partition image of NVS such as
 * `mfg_nvs.bin`, one as AtPKI.py packs it, or PEM.
 * @param partition which one it is for, where that is not all of NVS; by the name of the file unless given
 * @returns what was imported, and what was skipped because `AT+SYSMFG` has no type for it
 * @throws FlashError when it cannot be used or a module has the directory, and then nothing was imported
 * @throws UsageError when the file cannot be read, or nothing says which partition it is for
 */
export function importImage(file: string, directory: string, partition?: string): Imported {
  const image = readImage(file, partition);
  keepingOwner(directory, () => {
    const { flash, release } = holdFlashDirectory(directory);
    try {
      for (const { namespace, key, stored } of image.entries)
        flash.manufacturing.write(namespace, key, stored);
    } finally {
      release();
    }
  });
  return image;
}

/** What was written into a file. */
export interface Exported {
  readonly values: number;
  readonly namespaces: number;
  /** Of the image. */
  readonly bytes: number;
}

/**
 * Writes what a flash directory holds as a partition image that a module takes; only its owner may read the file.
 * @param options.bytes size of the image: of NVS 112 KiB unless given, of another partition as large as it must be
 * @param options.partition one of those that hold certificates or keys, packed as AtPKI.py does; all of NVS unless given
 * @throws FlashError when there is no such directory, it holds nothing for the partition, or its values do not fit
 * @throws UsageError when the file cannot be written, or there is no such partition
 */
export function exportImage(
  file: string,
  directory: string,
  { bytes, partition }: { bytes: number | undefined; partition: string | undefined },
): Exported {
  if (partition !== undefined) knownPartition(partition);
  const store = openExistingFlash(directory).manufacturing;
  const entries = [...entriesOf(store)].filter(
    ({ namespace }) => partition === undefined || namespace === partition,
  );
  const image =
    partition === undefined
      ? writeNvsImage(entries, bytes ?? DEFAULT_IMAGE_BYTES)
      : packPartition(store, partition, bytes);
  try {
    writeOutputNow(file, image, { mode: IMAGE_MODE });
  } catch (error) {
    const reason = message('flash.unwritable', { path: file, why: reasonOf(error) });
    throw new UsageError(reason, { cause: error });
  }
  const namespaces = new Set(entries.map(({ namespace }) => namespace)).size;
  return { values: entries.length, namespaces, bytes: image.length };
}

function readImage(file: string, partition: string | undefined): Imported {
  const bytes = readFile(file);
  const named =
    partition === undefined ? partitionOf(file) : { namespace: knownPartition(partition), set: 0 };
  try {
    const pieces = readPieces(bytes, file, named);
    const image = {
      ...(pieces === undefined ? readNvsImage(bytes) : { entries: pieces, skipped: [] }),
      partition: pieces === undefined ? undefined : named?.namespace,
    };
    for (const { namespace, key, stored } of image.entries) checkEntry(namespace, key, stored);
    return image;
  } catch (error) {
    if (!isFlashError(error)) throw error;
    const reason = message('flash.notImported', { path: file, why: error.reason });
    throw new FlashError(error.code, reason, { cause: error });
  }
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = message('flash.unreadable', { path: file, why: reasonOf(error) });
    throw new UsageError(reason, { cause: error });
  }
}

function* entriesOf(store: ManufacturingStore): Generator<NvsEntry> {
  for (const namespace of store.namespaces()) {
    for (const { key } of store.keys(namespace)) {
      const stored = store.read(namespace, key);
      if (stored !== undefined) yield { namespace, key, stored };
    }
  }
}
