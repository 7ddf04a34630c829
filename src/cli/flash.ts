import { UsageError } from '#errors/usage-error';
import { exposureOf } from '#files/exposure';
import { type Message, message } from '#messages/message';
import { isFlashError } from '#module/flash/flash-error';
import { isNumber, MANUFACTURING_TYPES } from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { holdsPrivateKey } from '#net/pem';
import {
  certificateFacts,
  factsOfEntry,
  flashContents,
  type StoredKey,
  type ValueFacts,
} from '#node/flash/contents';
import { exportImage, type Imported, importImage } from '#node/flash/partition-image';
import { printedText } from './language.ts';

export interface FlashOptions {
  /** The flash directory, as for `run --flash`. */
  readonly flash: string;
}

export interface ImportOptions extends FlashOptions {
  /** Which partition of certificates or keys the file is for; the one that it is named for unless given. */
  readonly partition?: string;
}

export interface ExportOptions extends FlashOptions {
  /** A partition of certificates or keys, packed as AtPKI.py does; all of NVS unless given. */
  readonly partition?: string;
  /** The size of the partition, in bytes, hexadecimal with `0x`, or in KiB with `K`. */
  readonly size?: string;
}

/** Takes a line for the user, without its line end. */
type Print = (line: string) => void;

/** `flash import`. @param warn takes that others can read a key in the image @throws FlashError, UsageError as `importImage` does */
export function importFlash(
  file: string,
  { flash, partition }: ImportOptions,
  print: Print,
  warn: (warning: Message) => void = () => {},
): void {
  const imported = importImage(file, flash, partition);
  const { entries, skipped } = imported;
  const exposure = entries.some(isPrivateKey) ? exposureOf(file, 'privateKey') : undefined;
  if (exposure !== undefined) warn(exposure);
  for (const { namespace, key, type } of skipped) {
    print(printedText(message('cli.flashSkipped', { place: printable(`${namespace}/${key}`), type })));
  }
  for (const line of describeImported(imported)) print(line);
  print(printedText(message('cli.flashImported', { ...amounts(entries), directory: flash })));
}

/** `flash export`. @throws FlashError, UsageError as `exportImage` does, UsageError when the size is none */
export function exportFlash(file: string, { flash, size, partition }: ExportOptions, print: Print): void {
  const bytes = size === undefined ? undefined : parseSize(size);
  print(
    printedText(message('cli.flashExported', { ...exportImage(file, flash, { bytes, partition }), file })),
  );
}

/**
 * `flash ls`: namespaces, keys, types and sizes, and of certificates whose they are and until when; never a value.
 * @throws FlashError when there is no such directory
 */
export function listFlash({ flash }: FlashOptions, print: Print): void {
  const contents = flashContents(flash);
  if (contents.size === 0) print(printedText(message('cli.flashEmpty')));
  for (const [namespace, keys] of contents) {
    print(printable(namespace));
    for (const line of keys.flatMap(describeKey)) print(`  ${line}`);
  }
}

/** Of a partition of certificates or keys all that was taken over; of all of NVS, what a connection could not use. */
function describeImported({ entries, partition }: Imported): string[] {
  if (partition !== undefined) {
    return [
      partition,
      ...entries.flatMap((entry) => describeKey(factsOfEntry(entry))).map((line) => `  ${line}`),
    ];
  }
  return entries.flatMap((entry) => {
    const why = factsOfEntry(entry).facts()?.problem;
    if (why === undefined) return [];
    const place = printable(`${entry.namespace}/${entry.key}`);
    return [printedText(message('flash.storedUnusable', { place, why }))];
  });
}

function isPrivateKey({ stored }: NvsEntry): boolean {
  return !isNumber(stored) && holdsPrivateKey(stored.value);
}

function describeKey({ key, type, facts }: StoredKey): string[] {
  const head = `${printable(key).padEnd(16)} ${MANUFACTURING_TYPES[type].name.padEnd(7)}`;
  try {
    const found = facts();
    return found === undefined ? [] : describeValue(head, found, `${printable(key)}.pem`);
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return [`${head} ${printedText(message('cli.flashValueUnreadable', { reason: error.reason }))}`];
  }
}

function describeValue(
  head: string,
  { bytes, holdsPrivateKey: privateKey, certificates, problem }: ValueFacts,
  file: string,
): string[] {
  const lines = certificates.flatMap((pem) => describeCertificate(pem, file));
  // A broken certificate among several is told in its place.
  const told =
    problem === undefined || lines.some(({ key }) => key === 'flash.certificateUnreadable')
      ? lines
      : [...lines, message('cli.flashUnusable', { why: problem })];
  return [
    `${head} ${printedText(message('cli.flashValue', { bytes, privateKey }))}`,
    ...told.map((line) => `  ${printedText(line)}`),
  ];
}

function describeCertificate(pem: string, file: string): Message[] {
  try {
    const { subject, issuer, validFrom, validTo } = certificateFacts(pem, file);
    return [
      message('cli.flashSubject', { name: distinguishedName(subject) }),
      message('cli.flashIssuer', { name: distinguishedName(issuer) }),
      message('cli.flashValid', { from: moment(validFrom), to: moment(validTo) }),
    ];
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return [error.reason];
  }
}

/** Node gives a line for each part, and nothing for an empty name. */
function distinguishedName(lines: string | undefined): string | undefined {
  return lines ? printable(Buffer.from(lines.replaceAll('\n', ', ')).toString('latin1')) : undefined;
}

function moment(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}

function parseSize(text: string): number {
  const match = /^(0x[0-9a-f]+|\d+)(k)?$/i.exec(text);
  if (match === null) throw new UsageError(message('cli.flashBadSize', { typed: text }));
  return Number(match[1]) * (match[2] === undefined ? 1 : 1024);
}

function amounts(entries: readonly NvsEntry[]): { values: number; namespaces: number } {
  const namespaces = new Set(entries.map(({ namespace }) => namespace)).size;
  return { values: entries.length, namespaces };
}

/** Bytes of a name as text that does nothing to a terminal. */
function printable(bytes: string): string {
  return Buffer.from(bytes, 'latin1')
    .toString()
    .replace(/\p{C}/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`);
}
