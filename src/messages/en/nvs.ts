import type { Message, Render } from '../types.ts';

/** What is said of the partition image of an NVS; pages and entries count from 0. */
export const nvs = {
  notPages: ({ bytes, pageBytes }: { bytes: number; pageBytes: number }) =>
    `It has ${bytes} bytes; an NVS partition consists of whole pages of ${pageBytes} bytes.`,
  wrongSize: ({ bytes, pageBytes, min }: { bytes: number; pageBytes: number; min: number }) =>
    `An NVS partition has a multiple of ${pageBytes} bytes from ${min} on, not ${bytes}.`,
  tooSmall: ({ bytes, needed }: { bytes: number; needed: number }) =>
    `The values need an image of ${needed} bytes, a free page included, not ${bytes}.`,
  namespacesFull: ({ max }: { max: number }) => `An NVS partition holds ${max} namespaces.`,
  nulInString: ({ place }: { place: string }) =>
    `${place} is a string with a NUL byte inside, which NVS cannot hold.`,

  damage: (
    { page, entry, what }: { page: number; entry?: number | undefined; what: Message },
    render: Render,
  ) => `Page ${page}${entry === undefined ? '' : `, entry ${entry}`}: ${render(what)}.`,

  unusedNotBlank: () => 'it is marked unused but is not blank',
  headerCrc: () => 'the CRC of its header is wrong; an encrypted partition cannot be read',
  newerFormat: ({ version }: { version: number }) => `its format ${hex(version)} is newer than is known here`,
  markedCorrupt: () => 'the module marked it corrupt',
  unknownState: ({ state }: { state: number }) => `its state ${hex(state)} does not exist`,
  sameSequence: ({ page, sequence }: { page: number; sequence: number }) =>
    `page ${page} has the same sequence number ${sequence}`,
  notACopy: ({ page }: { page: number }) =>
    `page ${page} is marked as being freed, but does not hold this item`,

  emptyNotBlank: () => 'it is marked empty but is not blank, as after an interrupted write',
  afterEmpty: () => 'it is in use but the one before it is empty',
  unknownEntryState: () => 'its state in the bitmap does not exist',
  entryCrc: () => 'its CRC is wrong',
  unknownType: ({ code }: { code: number }) => `its type ${hex(code)} is unknown`,
  spansMore: ({ span }: { span: number }) => `it spans ${span} entries, but its type takes one`,
  wrongSpan: ({ span, bytes, needed }: { span: number; bytes: number; needed: number }) =>
    `it spans ${span} entries, but ${bytes} bytes take ${needed}`,
  wrongChunk: ({ chunk }: { chunk: number }) => `its chunk number ${chunk} does not go with its type`,
  beyondPage: () => 'its data goes beyond the page',
  dataNotWritten: ({ entry }: { entry: number }) =>
    `it is not marked written and holds data of entry ${entry}`,
  dataCrc: () => 'the CRC of its data is wrong',
  noName: () => 'it has no name',
  endlessName: () => 'its name has no end',

  namelessNamespace: ({ index }: { index: number }) => `its namespace ${index} has no name`,
  namesNothing: () => 'it is where namespaces are named, but names none',
  namedTwice: ({ index }: { index: number }) => `namespace ${index} or its name is given twice`,
  strayChunk: () => 'it is a piece of a blob whose index is missing',
  missingChunk: ({ number, count }: { number: number; count: number }) =>
    `piece ${number} of the ${count} of its blob is missing`,
  wrongBlobSize: ({ bytes, size }: { bytes: number; size: number }) =>
    `the pieces of its blob have ${bytes} bytes, but should have ${size}`,
};

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
