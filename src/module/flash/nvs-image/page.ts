import { type Message, message } from '#messages/message';
import { FlashError } from '../flash-error.ts';
import {
  Code,
  crcOf,
  ENTRIES_A_PAGE,
  ENTRY_BYTES,
  EntryOffset,
  EntryState,
  entryCrc,
  FOREIGN_CODES,
  headerCrc,
  KEY_BYTES,
  NO_CHUNK,
  NUMBER_CODES,
  PAGE_BYTES,
  PageOffset,
  PageState,
  spanOf,
  VERSION_2,
} from './layout.ts';

const SINGLE_CODES = new Set<number>([
  ...Object.values(NUMBER_CODES),
  ...FOREIGN_CODES.keys(),
  Code.blobIndex,
]);
const VARIABLE_CODES = new Set<number>([Code.string, Code.legacyBlob, Code.chunk]);

/** One item of a page, with its place in the image for messages. */
export interface Item {
  readonly page: number;
  readonly entry: number;
  readonly namespaceIndex: number;
  readonly code: number;
  readonly chunk: number;
  readonly key: string;
  /** The 8 bytes of a value in the entry itself, or the data behind the entry. */
  readonly data: Buffer;
}

/** The header of a page in use. */
export interface Page {
  /** Its place in the image, from 0. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly state: number;
  readonly sequence: number;
}

/** What is wrong with an image, and where; pages and entries count from 0. */
export function damage({ page, entry }: { page: number; entry?: number }, what: Message): FlashError {
  return new FlashError('IMAGE', message('nvs.damage', { page, entry, what }));
}

/** Reads the header of a page. @returns undefined for an unused one. @throws FlashError when it is damaged */
export function readPage(image: Buffer, number: number): Page | undefined {
  const bytes = image.subarray(number * PAGE_BYTES, (number + 1) * PAGE_BYTES);
  const state = bytes.readUInt32LE(PageOffset.state);
  const place = { page: number };
  if (state === PageState.unused) {
    if (bytes.every((byte) => byte === 0xff)) return undefined;
    throw damage(place, message('nvs.unusedNotBlank'));
  }
  if (bytes.readUInt32LE(PageOffset.crc) !== headerCrc(bytes)) {
    throw damage(place, message('nvs.headerCrc'));
  }
  const version = bytes[PageOffset.version] ?? 0;
  if (version < VERSION_2) throw damage(place, message('nvs.newerFormat', { version }));
  if (state === PageState.corrupt) throw damage(place, message('nvs.markedCorrupt'));
  if (state !== PageState.active && state !== PageState.full && state !== PageState.freeing) {
    throw damage(place, message('nvs.unknownState', { state }));
  }
  return { number, bytes, state, sequence: bytes.readUInt32LE(PageOffset.sequence) };
}

/** The items of a page, one by one; erased ones are passed over. @throws FlashError at the first damage */
export function* readItems(page: Page): Generator<Item, void> {
  let blank = false;
  for (let entry = 0; entry < ENTRIES_A_PAGE; ) {
    const place = { page: page.number, entry };
    const state = stateOf(page, entry);
    if (state === EntryState.empty) {
      if (!entryOf(page, entry).every((byte) => byte === 0xff)) {
        throw damage(place, message('nvs.emptyNotBlank'));
      }
      blank = true;
      entry++;
      continue;
    }
    if (blank) throw damage(place, message('nvs.afterEmpty'));
    if (state === EntryState.erased) entry++;
    else if (state === EntryState.written) {
      const { item, span } = readItem(page, entry);
      yield item;
      entry += span;
    } else throw damage(place, message('nvs.unknownEntryState'));
  }
}

function readItem(page: Page, entry: number): { item: Item; span: number } {
  const place = { page: page.number, entry };
  const bytes = entryOf(page, entry);
  if (bytes.readUInt32LE(EntryOffset.crc) !== entryCrc(bytes)) throw damage(place, message('nvs.entryCrc'));
  const code = bytes[EntryOffset.code] ?? 0;
  const span = bytes[EntryOffset.span] ?? 0;
  const chunk = bytes[EntryOffset.chunk] ?? 0;
  if (!SINGLE_CODES.has(code) && !VARIABLE_CODES.has(code)) {
    throw damage(place, message('nvs.unknownType', { code }));
  }
  if (VARIABLE_CODES.has(code)) checkSpan(page, entry, span, bytes.readUInt16LE(EntryOffset.size));
  else if (span !== 1) throw damage(place, message('nvs.spansMore', { span }));
  if ((code === Code.chunk) === (chunk === NO_CHUNK) && (code === Code.chunk || code === Code.blobIndex)) {
    throw damage(place, message('nvs.wrongChunk', { chunk }));
  }
  const data = VARIABLE_CODES.has(code) ? dataOf(page, entry) : bytes.subarray(EntryOffset.data);
  const namespaceIndex = bytes[EntryOffset.namespace] ?? 0;
  return { item: { ...place, namespaceIndex, code, chunk, key: keyOf(place, bytes), data }, span };
}

function checkSpan(page: Page, entry: number, span: number, size: number): void {
  const place = { page: page.number, entry };
  if (span !== spanOf(size))
    throw damage(place, message('nvs.wrongSpan', { span, bytes: size, needed: spanOf(size) }));
  if (entry + span > ENTRIES_A_PAGE) throw damage(place, message('nvs.beyondPage'));
  for (let part = entry + 1; part < entry + span; part++) {
    if (stateOf(page, part) === EntryState.written) continue;
    throw damage({ ...place, entry: part }, message('nvs.dataNotWritten', { entry }));
  }
}

function dataOf(page: Page, entry: number): Buffer {
  const header = entryOf(page, entry);
  const from = PageOffset.entries + (entry + 1) * ENTRY_BYTES;
  const data = page.bytes.subarray(from, from + header.readUInt16LE(EntryOffset.size));
  if (header.readUInt32LE(EntryOffset.dataCrc) === crcOf(data)) return data;
  throw damage({ page: page.number, entry }, message('nvs.dataCrc'));
}

function keyOf(place: { page: number; entry: number }, bytes: Buffer): string {
  const field = bytes.subarray(EntryOffset.key, EntryOffset.key + KEY_BYTES);
  const end = field.indexOf(0);
  if (end < 1) throw damage(place, message(end === 0 ? 'nvs.noName' : 'nvs.endlessName'));
  return field.toString('latin1', 0, end);
}

function stateOf(page: Page, entry: number): number {
  const byte = page.bytes[PageOffset.bitmap + (entry >> 2)] ?? 0;
  return (byte >> ((entry & 3) * 2)) & 0b11;
}

function entryOf(page: Page, entry: number): Buffer {
  const from = PageOffset.entries + entry * ENTRY_BYTES;
  return page.bytes.subarray(from, from + ENTRY_BYTES);
}
