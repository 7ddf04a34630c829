import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { FlashError, isFlashError } from '#module/flash/flash-error';
import {
  checkEntry,
  isNumber,
  MANUFACTURING_TYPES,
  type ManufacturingStore,
  type ManufacturingValue,
  NUMBER_BYTES,
} from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { readNvsImage } from '#module/flash/nvs-image/read';
import { DEFAULT_IMAGE_BYTES, writeNvsImage } from '#module/flash/nvs-image/write';
import { holdsPrivateKey, pemCertificates } from '#net/pem';
import { openFlashDirectory } from '#node/flash/directory';

export interface FlashOptions {
  /** The flash directory, as for `run --flash`. */
  readonly flash: string;
}

export interface ExportOptions extends FlashOptions {
  /** The size of the partition, in bytes, hexadecimal with `0x`, or in KiB with `K`. */
  readonly size?: string;
}

/** Takes a line for the user, without its line end. */
export type Print = (line: string) => void;

const IMAGE_MODE = 0o600;

/**
 * Puts what a partition image such as `mfg_nvs.bin` holds into a flash directory; other keys there stay.
 * @throws FlashError when the image is damaged, and then nothing was imported
 * @throws UsageError when the file cannot be read
 */
export function importImage(file: string, { flash }: FlashOptions, print: Print): void {
  const { entries, skipped } = readImage(file);
  const store = openFlashDirectory(flash).manufacturing;
  for (const { namespace, key, stored } of entries) store.write(namespace, key, stored);
  for (const { namespace, key, type } of skipped) {
    print(`skipped ${printable(`${namespace}/${key}`)}: it is ${type}, and AT+SYSMFG has no type for that`);
  }
  print(`${summary(entries)} imported into ${flash}`);
}

/**
 * Writes what a flash directory holds as a partition image that a module takes; only its owner may read the file.
 * @throws FlashError when there is no such directory, or its values do not fit
 * @throws UsageError when the size is none or the file cannot be written
 */
export function exportImage(file: string, { flash, size }: ExportOptions, print: Print): void {
  const bytes = size === undefined ? DEFAULT_IMAGE_BYTES : parseSize(size);
  const entries = [...entriesOf(openExisting(flash))];
  const image = writeNvsImage(entries, bytes);
  try {
    writeFileAtomic.sync(file, image, { mode: IMAGE_MODE });
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}.`);
  }
  print(`${summary(entries)} exported to ${file}, ${bytes} bytes`);
}

/**
 * Lists what a flash directory holds: namespaces, keys, types and sizes, and of certificates whose they are and
 * until when; never a value.
 * @throws FlashError when there is no such directory
 */
export function listFlash({ flash }: FlashOptions, print: Print): void {
  const store = openExisting(flash);
  const filled = store.namespaces().filter((namespace) => store.keys(namespace).length > 0);
  if (filled.length === 0) print('nothing is stored');
  for (const namespace of filled) {
    print(printable(namespace));
    for (const { key, type } of store.keys(namespace)) {
      for (const line of describe(store, namespace, key, MANUFACTURING_TYPES[type].name)) print(`  ${line}`);
    }
  }
}

function readImage(file: string): ReturnType<typeof readNvsImage> {
  let image: Buffer;
  try {
    image = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`);
  }
  try {
    const read = readNvsImage(image);
    for (const { namespace, key, stored } of read.entries) checkEntry(namespace, key, stored);
    return read;
  } catch (error) {
    if (!isFlashError(error)) throw error;
    const reason = message('flash.notImported', { path: file, why: error.reason });
    throw new FlashError(error.code, reason, { cause: error });
  }
}

/** Opening makes a directory; what is only looked at must be there. */
function openExisting(flash: string): ManufacturingStore {
  if (!existsSync(flash)) throw new FlashError('UNUSABLE', message('flash.noDirectory', { path: flash }));
  return openFlashDirectory(flash).manufacturing;
}

function* entriesOf(store: ManufacturingStore): Generator<NvsEntry> {
  for (const namespace of store.namespaces()) {
    for (const { key } of store.keys(namespace)) {
      const stored = store.read(namespace, key);
      if (stored !== undefined) yield { namespace, key, stored };
    }
  }
}

function describe(store: ManufacturingStore, namespace: string, key: string, type: string): string[] {
  const head = `${printable(key).padEnd(16)} ${type.padEnd(7)}`;
  let stored: ManufacturingValue | undefined;
  try {
    stored = store.read(namespace, key);
  } catch (error) {
    if (isFlashError(error)) return [`${head} unreadable: ${error.message}`];
    throw error;
  }
  if (stored === undefined) return [];
  if (isNumber(stored)) return [`${head} ${count(NUMBER_BYTES[stored.type], 'byte')}`];
  const { value } = stored;
  const secret = holdsPrivateKey(value) ? ', private key' : '';
  return [
    `${head} ${count(value.length, 'byte')}${secret}`,
    ...pemCertificates(value)
      .flatMap(describeCertificate)
      .map((line) => `  ${line}`),
  ];
}

function describeCertificate(pem: string): string[] {
  try {
    const { subject, issuer, validFrom, validTo } = new X509Certificate(pem);
    return [
      `subject ${distinguishedName(subject)}`,
      `issuer  ${distinguishedName(issuer)}`,
      `valid   ${moment(validFrom)} to ${moment(validTo)}`,
    ];
  } catch (error) {
    return [`a certificate that cannot be read: ${(error as Error).message}`];
  }
}

/** Node gives a line for each part, and nothing for an empty name. */
function distinguishedName(lines: string | undefined): string {
  return lines ? printable(Buffer.from(lines.replaceAll('\n', ', ')).toString('latin1')) : 'none';
}

function moment(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}

function parseSize(text: string): number {
  const match = /^(0x[0-9a-f]+|\d+)(k)?$/i.exec(text);
  if (match === null)
    throw new UsageError(`--size takes bytes, such as 0x1F000 or 124K, not ${JSON.stringify(text)}.`);
  return Number(match[1]) * (match[2] === undefined ? 1 : 1024);
}

function summary(entries: readonly NvsEntry[]): string {
  const namespaces = new Set(entries.map(({ namespace }) => namespace)).size;
  return `${count(entries.length, 'value')} in ${count(namespaces, 'namespace')}`;
}

function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`;
}

/** Bytes of a name as text that does nothing to a terminal. */
function printable(bytes: string): string {
  return Buffer.from(bytes, 'latin1')
    .toString()
    .replace(/\p{C}/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`);
}
