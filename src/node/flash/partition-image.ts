import { readFileSync } from 'node:fs';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { writeOutputNow } from '#files/write-output';
import { message } from '#messages/message';
import { FlashError, isFlashError } from '#module/flash/flash-error';
import { checkEntry, type ManufacturingStore } from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { type NvsImage, readNvsImage } from '#module/flash/nvs-image/read';
import { writeNvsImage } from '#module/flash/nvs-image/write';
import { openExistingFlash } from './directory.ts';
import { holdFlashDirectory } from './hold.ts';

const IMAGE_MODE = 0o600;

/**
 * Puts what a partition image such as `mfg_nvs.bin` holds into a flash directory; other keys there stay.
 * @returns what was imported, and what was skipped because `AT+SYSMFG` has no type for it
 * @throws FlashError when the image is damaged or a module has the directory, and then nothing was imported
 * @throws UsageError when the file cannot be read
 */
export function importImage(file: string, directory: string): NvsImage {
  const image = readImage(file);
  const { flash, release } = holdFlashDirectory(directory);
  try {
    for (const { namespace, key, stored } of image.entries) flash.manufacturing.write(namespace, key, stored);
  } finally {
    release();
  }
  return image;
}

/**
 * Writes what a flash directory holds as a partition image that a module takes; only its owner may read the file.
 * @param bytes size of the image
 * @returns what was exported
 * @throws FlashError when there is no such directory, or its values do not fit
 * @throws UsageError when the file cannot be written
 */
export function exportImage(file: string, directory: string, bytes: number): readonly NvsEntry[] {
  const entries = [...entriesOf(openExistingFlash(directory).manufacturing)];
  const image = writeNvsImage(entries, bytes);
  try {
    writeOutputNow(file, image, { mode: IMAGE_MODE });
  } catch (error) {
    const reason = message('flash.unwritable', { path: file, why: reasonOf(error) });
    throw new UsageError(reason, { cause: error });
  }
  return entries;
}

function readImage(file: string): NvsImage {
  const bytes = readFile(file);
  try {
    const image = readNvsImage(bytes);
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
