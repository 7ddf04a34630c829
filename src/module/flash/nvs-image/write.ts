import { message } from '#messages/message';
import { FlashError } from '../flash-error.ts';
import { checkEntry, isNumber, NUMBER_BYTES, type NumberValue, quotePlace } from '../manufacturing.ts';
import {
  Code,
  crcOf,
  ENTRIES_A_PAGE,
  ENTRY_BYTES,
  EntryOffset,
  EntryState,
  entryCrc,
  headerCrc,
  LAST_NAMESPACE,
  MAX_ITEM_BYTES,
  NAMESPACE_OF_NAMES,
  NO_CHUNK,
  NUMBER_CODES,
  type NvsEntry,
  PAGE_BYTES,
  PageOffset,
  PageState,
  spanOf,
  VERSION_2,
} from './layout.ts';

/** The size of `mfg_nvs` on ESP32 and ESP32-S2; it fits the larger one of ESP32-C3, -C5 and -C6 too. */
export const DEFAULT_IMAGE_BYTES = 0x1c000;
/** NVS works with three pages at least. */
const MIN_PAGES = 3;
/** A blob does not begin in a page with less room than this, as in the module. */
const MIN_FIRST_CHUNK = MAX_ITEM_BYTES / 10;

/**
 * Makes a partition image as a module would have written it: full pages first, then blank ones, one of which
 * NVS needs to work.
 * @param size in bytes, a multiple of 4096 from 12288 on
 * @throws FlashError when the values do not fit, or one cannot be expressed
 */
export function writeNvsImage(entries: readonly NvsEntry[], size = DEFAULT_IMAGE_BYTES): Buffer {
  if (size % PAGE_BYTES !== 0 || size < MIN_PAGES * PAGE_BYTES) {
    throw new FlashError(
      'SIZE',
      message('nvs.wrongSize', { bytes: size, pageBytes: PAGE_BYTES, min: MIN_PAGES * PAGE_BYTES }),
    );
  }
  const writer = new ImageWriter();
  const indices = new Map<string, number>();
  for (const { namespace, key, stored } of entries) {
    checkEntry(namespace, key, stored);
    let index = indices.get(namespace);
    if (index === undefined) {
      index = indices.size + 1;
      if (index > LAST_NAMESPACE)
        throw new FlashError('SIZE', message('nvs.namespacesFull', { max: LAST_NAMESPACE }));
      indices.set(namespace, index);
      writer.number(NAMESPACE_OF_NAMES, namespace, { type: 1, value: index });
    }
    if (isNumber(stored)) writer.number(index, key, stored);
    else if (stored.type === 8) writer.blob(index, key, stored.value);
    else if (!stored.value.includes(0)) writer.string(index, key, stored.value);
    else throw new FlashError('VALUE', message('nvs.nulInString', { place: quotePlace(namespace, key) }));
  }
  const { pages } = writer;
  const needed = Math.max(pages.length + 1, MIN_PAGES) * PAGE_BYTES;
  if (needed > size) {
    throw new FlashError('SIZE', message('nvs.tooSmall', { bytes: size, needed }));
  }
  return Buffer.concat([...pages, Buffer.alloc(size - pages.length * PAGE_BYTES, 0xff)]);
}

/** Fills one page after the other with items. */
class ImageWriter {
  readonly pages: Buffer[] = [];
  #page: Buffer | undefined;
  #next = 0;

  number(namespace: number, key: string, { type, value }: NumberValue): void {
    const data = Buffer.alloc(8, 0xff);
    const bytes = NUMBER_BYTES[type];
    if (value < 0) data.writeIntLE(value, 0, bytes);
    else data.writeUIntLE(value, 0, bytes);
    this.#put(namespace, NUMBER_CODES[type], NO_CHUNK, key, data);
  }

  string(namespace: number, key: string, bytes: Uint8Array): void {
    this.#putData(namespace, Code.string, NO_CHUNK, key, Buffer.concat([bytes, Buffer.of(0)]));
  }

  /** Cut into chunks as pages have room, then an index over them. */
  blob(namespace: number, key: string, bytes: Uint8Array): void {
    const room = this.#room();
    if ((room < bytes.length || room === 0) && room < MIN_FIRST_CHUNK) this.#close();
    let [count, from] = [0, 0];
    do {
      const available = this.#room();
      const chunk = bytes.subarray(from, from + available);
      this.#putData(namespace, Code.chunk, count, key, chunk);
      count++;
      from += chunk.length;
      // The index needs an entry as well.
      if (available - chunk.length < ENTRY_BYTES) this.#close();
    } while (from < bytes.length);
    const data = Buffer.alloc(8, 0xff);
    data.writeUInt32LE(bytes.length);
    data[EntryOffset.chunkCount - EntryOffset.data] = count;
    data[EntryOffset.chunkStart - EntryOffset.data] = 0;
    this.#put(namespace, Code.blobIndex, NO_CHUNK, key, data);
  }

  #putData(namespace: number, code: number, chunk: number, key: string, bytes: Uint8Array): void {
    const data = Buffer.alloc(8, 0xff);
    data.writeUInt16LE(bytes.length);
    data.writeUInt32LE(crcOf(bytes), EntryOffset.dataCrc - EntryOffset.data);
    this.#put(namespace, code, chunk, key, data, bytes);
  }

  #put(
    namespace: number,
    code: number,
    chunk: number,
    key: string,
    data: Buffer,
    behind: Uint8Array = Buffer.alloc(0),
  ): void {
    const span = spanOf(behind.length);
    if (this.#next + span > ENTRIES_A_PAGE) this.#close();
    const page = this.#open();
    const at = PageOffset.entries + this.#next * ENTRY_BYTES;
    const entry = page.subarray(at, at + ENTRY_BYTES);
    entry.fill(0, EntryOffset.key, EntryOffset.data);
    entry.write(key, EntryOffset.key, 'latin1');
    entry.set(data, EntryOffset.data);
    entry[EntryOffset.namespace] = namespace;
    entry[EntryOffset.code] = code;
    entry[EntryOffset.span] = span;
    entry[EntryOffset.chunk] = chunk;
    entry.writeUInt32LE(entryCrc(entry), EntryOffset.crc);
    page.set(behind, at + ENTRY_BYTES);
    for (let written = 0; written < span; written++) this.#mark(page, this.#next++);
  }

  #mark(page: Buffer, entry: number): void {
    const at = PageOffset.bitmap + (entry >> 2);
    const shift = (entry & 3) * 2;
    page[at] = (page[at] ?? 0) & ~((EntryState.empty ^ EntryState.written) << shift);
  }

  /** Bytes of data that an item in this page can have. */
  #room(): number {
    if (this.#page === undefined) return MAX_ITEM_BYTES;
    return Math.max(0, (ENTRIES_A_PAGE - this.#next - 1) * ENTRY_BYTES);
  }

  #open(): Buffer {
    if (this.#page !== undefined) return this.#page;
    const page = Buffer.alloc(PAGE_BYTES, 0xff);
    page.writeUInt32LE(PageState.active, PageOffset.state);
    page.writeUInt32LE(this.pages.length, PageOffset.sequence);
    page[PageOffset.version] = VERSION_2;
    page.writeUInt32LE(headerCrc(page), PageOffset.crc);
    this.pages.push(page);
    this.#page = page;
    this.#next = 0;
    return page;
  }

  #close(): void {
    this.#page?.writeUInt32LE(PageState.full, PageOffset.state);
    this.#page = undefined;
    this.#next = 0;
  }
}
