import { bufferOf } from '#bytes/buffer-of';
import { message } from '#messages/message';
import { FlashError, isFlashError } from '../flash-error.ts';
import type { ManufacturingValue } from '../manufacturing.ts';
import {
  Code,
  FOREIGN_CODES,
  LAST_NAMESPACE,
  NAMESPACE_OF_NAMES,
  NUMBER_CODES,
  type NvsEntry,
  PAGE_BYTES,
  PageState,
} from './layout.ts';
import { damage, type Item, type Page, readItems, readPage } from './page.ts';

/** What an image holds. */
export interface NvsImage {
  /** In the order in which they were written. */
  readonly entries: readonly NvsEntry[];
  /** What `AT+SYSMFG` has no type for. */
  readonly skipped: readonly { readonly namespace: string; readonly key: string; readonly type: string }[];
}

const COUNT_AT = 4;
const START_AT = 5;

/**
 * Reads a partition image of NVS, such as `mfg_nvs.bin`. Pages go by their sequence numbers; of two items with
 * the same name the later counts; a copy that a module had begun when its power went is passed over.
 * @throws FlashError that names page and entry when anything in it is damaged
 */
export function readNvsImage(bytes: Uint8Array): NvsImage {
  const image = bufferOf(bytes);
  if (image.length === 0 || image.length % PAGE_BYTES !== 0) {
    throw new FlashError('SIZE', message('nvs.notPages', { bytes: image.length, pageBytes: PAGE_BYTES }));
  }
  const items = inOrder(image).flatMap((page) => [...readItems(page)]);
  const names = namespacesIn(items);
  const [latest, chunks] = sort(items);
  const entries: NvsEntry[] = [];
  const skipped: { namespace: string; key: string; type: string }[] = [];
  for (const item of latest.values()) {
    const namespace = names.get(item.namespaceIndex);
    if (namespace === undefined)
      throw damage(item, message('nvs.namelessNamespace', { index: item.namespaceIndex }));
    const foreign = FOREIGN_CODES.get(item.code);
    if (foreign !== undefined) skipped.push({ namespace, key: item.key, type: foreign });
    else entries.push({ namespace, key: item.key, stored: storedIn(item, chunks) });
  }
  return { entries, skipped };
}

/** The pages in use in their order, without a copy that was cut off. */
function inOrder(image: Buffer): Page[] {
  const pages: Page[] = [];
  for (let number = 0; number < image.length / PAGE_BYTES; number++) {
    const page = readPage(image, number);
    if (page !== undefined) pages.push(page);
  }
  pages.sort((a, b) => a.sequence - b.sequence);
  for (const [index, page] of pages.entries()) {
    const before = pages[index - 1];
    if (before?.sequence !== page.sequence) continue;
    throw damage(
      { page: page.number },
      message('nvs.sameSequence', { page: before.number, sequence: page.sequence }),
    );
  }
  return withoutCopy(pages);
}

/**
 * A page is freed by copying its items to a new one. When the power goes meanwhile, the module drops the copy
 * and begins again; so the copy need not be whole, but must be one.
 */
function withoutCopy(pages: Page[]): Page[] {
  const freeing = pages.find(({ state }) => state === PageState.freeing);
  const last = pages.at(-1);
  if (freeing === undefined || last?.state !== PageState.active) return pages;
  const originals = new Set([...readItems(freeing)].map(fingerprint));
  for (const item of whole(last)) {
    if (originals.has(fingerprint(item))) continue;
    throw damage(item, message('nvs.notACopy', { page: freeing.number }));
  }
  return pages.slice(0, -1);
}

/** The items of a page up to the first that is not whole. */
function whole(page: Page): Item[] {
  const items: Item[] = [];
  try {
    for (const item of readItems(page)) items.push(item);
  } catch (error) {
    if (!isFlashError(error)) throw error;
  }
  return items;
}

function fingerprint({ namespaceIndex, code, chunk, key, data }: Item): string {
  return `${namespaceIndex} ${code} ${chunk} ${key}\0${data.toString('latin1')}`;
}

function namespacesIn(items: readonly Item[]): Map<number, string> {
  const names = new Map<number, string>();
  const indices = new Map<string, number>();
  for (const item of items) {
    if (item.namespaceIndex !== NAMESPACE_OF_NAMES) continue;
    const index = item.data[0] ?? 0;
    if (item.code !== NUMBER_CODES[1] || index < 1 || index > LAST_NAMESPACE) {
      throw damage(item, message('nvs.namesNothing'));
    }
    const same = (names.get(index) ?? item.key) === item.key && (indices.get(item.key) ?? index) === index;
    if (!same) throw damage(item, message('nvs.namedTwice', { index }));
    names.set(index, item.key);
    indices.set(item.key, index);
  }
  return names;
}

/** The latest item of each key, and the latest of each chunk. @throws FlashError for a chunk without an index */
function sort(items: readonly Item[]): [latest: Map<string, Item>, chunks: Map<string, Item>] {
  const latest = new Map<string, Item>();
  const chunks = new Map<string, Item>();
  for (const item of items) {
    if (item.code === Code.chunk) chunks.set(chunkId(item, item.chunk), item);
    else if (item.namespaceIndex !== NAMESPACE_OF_NAMES) latest.set(keyId(item), item);
  }
  // A chunk of a value that was replaced may be left over, but not one of a value that is not there.
  for (const item of chunks.values()) {
    if (!latest.has(keyId(item))) throw damage(item, message('nvs.strayChunk'));
  }
  return [latest, chunks];
}

function storedIn(item: Item, chunks: ReadonlyMap<string, Item>): ManufacturingValue {
  const { code, data } = item;
  switch (code) {
    case Code.string:
      return { type: 7, value: Buffer.from(data.at(-1) === 0 ? data.subarray(0, -1) : data) };
    case Code.legacyBlob:
      return { type: 8, value: Buffer.from(data) };
    case Code.blobIndex:
      return { type: 8, value: joinChunks(item, chunks) };
    case NUMBER_CODES[1]:
      return { type: 1, value: data.readUInt8() };
    case NUMBER_CODES[2]:
      return { type: 2, value: data.readInt8() };
    case NUMBER_CODES[3]:
      return { type: 3, value: data.readUInt16LE() };
    case NUMBER_CODES[4]:
      return { type: 4, value: data.readInt16LE() };
    case NUMBER_CODES[5]:
      return { type: 5, value: data.readUInt32LE() };
    default:
      return { type: 6, value: data.readInt32LE() };
  }
}

function joinChunks(index: Item, chunks: ReadonlyMap<string, Item>): Buffer {
  const size = index.data.readUInt32LE();
  const count = index.data[COUNT_AT] ?? 0;
  const start = index.data[START_AT] ?? 0;
  const parts = Array.from({ length: count }, (_, number) => {
    const chunk = chunks.get(chunkId(index, start + number));
    if (chunk === undefined) throw damage(index, message('nvs.missingChunk', { number: number + 1, count }));
    return chunk.data;
  });
  const bytes = Buffer.concat(parts);
  if (bytes.length === size) return bytes;
  throw damage(index, message('nvs.wrongBlobSize', { bytes: bytes.length, size }));
}

function keyId({ namespaceIndex, key }: Item): string {
  return `${namespaceIndex} ${key}`;
}

function chunkId(item: Item, chunk: number): string {
  return `${keyId(item)}\0${chunk}`;
}
