import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { isPem } from '#net/pem';
import type { Flash } from './flash.ts';
import { isFlashError } from './flash-error.ts';
import { isNumber, type ManufacturingStore } from './manufacturing.ts';
import { crcOf } from './nvs-image/layout.ts';
import { readNvsImage } from './nvs-image/read.ts';
import { writeNvsImage } from './nvs-image/write.ts';
import { keyOfSet, pieceIn } from './pieces.ts';
import { isPkiImage, type PkiItem, readPkiImage, writePkiImage } from './pki-image.ts';
import { fromStored } from './stored-bytes.ts';

/** A byte of flash that was erased. */
const ERASED = 0xff;
/** Flash is erased in pieces of so many bytes. */
export const SECTOR_BYTES = 4096;

/** A part of the flash that `AT+SYSFLASH` reads and writes, as its table has it [B-FLASH-1]. */
export interface Partition {
  readonly name: string;
  readonly type: number;
  readonly subtype: number;
  readonly address: number;
  readonly bytes: number;
  /** How it holds what `AT+SYSMFG` has too; without it, it holds bytes for nobody. */
  readonly format?: PartitionFormat;
}

/** What a partition says of the manufacturing store. */
interface PartitionFormat {
  /** @returns undefined where there is nothing to say */
  write(store: ManufacturingStore, name: string): Buffer | undefined;
  /** Puts what can be read of it into the store. */
  read(content: Buffer, store: ManufacturingStore, name: string): void;
}

const PKI: PartitionFormat = {
  write(store, namespace) {
    const items = piecesIn(store, namespace);
    return items.length === 0 ? undefined : writePkiImage(items);
  },
  read(content, store, namespace) {
    const items = itemsIn(content, namespace);
    store.erase(namespace);
    for (const { id, content: value } of items) {
      store.write(namespace, keyOfSet(namespace, id), { type: 8, value });
    }
  },
};

const NVS: PartitionFormat = {
  write(store) {
    const entries = store.namespaces().flatMap((namespace) =>
      store.keys(namespace).flatMap(({ key }) => {
        const stored = store.read(namespace, key);
        return stored === undefined ? [] : [{ namespace, key, stored }];
      }),
    );
    return entries.length === 0 ? undefined : writeNvsImage(entries, MANUFACTURING.bytes);
  },
  read(content, store) {
    try {
      const { entries } = readNvsImage(content);
      store.erase();
      for (const { namespace, key, stored } of entries) store.write(namespace, key, stored);
    } catch (error) {
      // Not all of it has come, or it is none.
      if (!isFlashError(error)) throw error;
    }
  },
};

/** The table of firmware 2 for the ESP32-C3, without what is for Bluetooth, WPA2 Enterprise and files. */
export const PKI_PARTITIONS: readonly Partition[] = (
  [
    ['server_cert', 2, 0x25000, 0x2000, PKI],
    ['server_key', 3, 0x27000, 0x2000, PKI],
    ['server_ca', 4, 0x29000, 0x2000, PKI],
    ['client_cert', 5, 0x2b000, 0x2000, PKI],
    ['client_key', 6, 0x2d000, 0x2000, PKI],
    ['client_ca', 7, 0x2f000, 0x2000, PKI],
    ['factory_param', 8, 0x31000, 0x1000, undefined],
    ['mqtt_cert', 12, 0x38000, 0x2000, PKI],
    ['mqtt_key', 13, 0x3a000, 0x2000, PKI],
    ['mqtt_ca', 14, 0x3c000, 0x2000, PKI],
  ] as const
).map(([name, subtype, address, bytes, format]) => ({
  name,
  type: 0x40,
  subtype,
  address,
  bytes,
  ...(format && { format }),
}));

/** The manufacturing NVS as a whole, from firmware 3 on. */
export const MANUFACTURING: Partition = {
  name: 'mfg_nvs',
  type: 1,
  subtype: 2,
  address: 0x1f000,
  bytes: 0x1f000,
  format: NVS,
};

/** All that a partition holds. */
export function readPartition(flash: Flash, partition: Partition): Buffer {
  const said = saidBy(flash.manufacturing, partition);
  return held(flash, partition, said) ?? said;
}

/**
 * Writes into a partition; like flash it takes no bit from 0 back to 1.
 * @returns whether it had been erased where it was written
 * @throws FlashError when it cannot be stored
 */
export function writePartition(
  flash: Flash,
  partition: Partition,
  offset: number,
  data: Uint8Array,
): boolean {
  const content = readPartition(flash, partition);
  let erased = true;
  data.forEach((byte, index) => {
    const before = content[offset + index] ?? ERASED;
    if ((before & byte) !== byte) erased = false;
    content[offset + index] = before & byte;
  });
  replace(flash, partition, content);
  return erased;
}

/** Makes bytes of a partition 0xFF. @throws FlashError when that cannot be stored */
export function erasePartition(flash: Flash, partition: Partition, offset: number, length: number): void {
  const content = readPartition(flash, partition);
  replace(flash, partition, content.fill(ERASED, offset, offset + length));
}

/** Stores what can be read as what it says; its bytes are kept too where they say it otherwise, or more may follow. */
function replace(flash: Flash, partition: Partition, content: Buffer): void {
  const { manufacturing } = flash;
  const key = keyOf(partition);
  if (content.every((byte) => byte === ERASED)) eraseAll(manufacturing, partition);
  else partition.format?.read(content, manufacturing, partition.name);
  const said = saidBy(manufacturing, partition);
  if (!said.equals(content)) {
    const end = content.findLastIndex((byte) => byte !== ERASED) + 1;
    flash.set(key, { hex: content.toString('hex', 0, end), of: crcOf(said) });
  } else if (flash.get(key) !== undefined) flash.set(key, '');
}

/** What the manufacturing store has, as the partition says it. */
function saidBy(store: ManufacturingStore, { name, bytes, format }: Partition): Buffer {
  return filled(format?.write(store, name), bytes);
}

/** The bytes as they were written, unless AT+SYSMFG has written since. */
function held(flash: Flash, partition: Partition, said: Buffer): Buffer | undefined {
  const kept = flash.get(keyOf(partition));
  if (typeof kept !== 'object' || !('hex' in kept) || kept.of !== crcOf(said)) return undefined;
  return filled(fromStored({ hex: String(kept.hex) }), partition.bytes);
}

function filled(content: Buffer | undefined, bytes: number): Buffer {
  return Buffer.concat([content ?? Buffer.alloc(0)], bytes).fill(ERASED, content?.length ?? 0);
}

function eraseAll(store: ManufacturingStore, { name, format }: Partition): void {
  if (format === NVS) store.erase();
  else if (format !== undefined) store.erase(name);
}

function keyOf({ name }: Partition): string {
  return `partition.${name}`;
}

/** Certificates or keys of a namespace, as a partition has them. */
export function piecesIn(store: ManufacturingStore, namespace: string): PkiItem[] {
  const kind = pieceIn(namespace);
  if (kind === undefined) return [];
  return store.keys(namespace).flatMap(({ key }) => {
    const stored = store.read(namespace, key);
    if (stored === undefined || isNumber(stored)) return [];
    return [{ kind, id: Number(/\d+$/.exec(key)?.[0] ?? 0), content: stored.value }];
  });
}

/** What is in a partition, packed or as PEM; nothing while not all of it has come. */
function itemsIn(content: Buffer, namespace: string): PkiItem[] {
  if (!isPkiImage(content)) return bareItem(content, namespace);
  try {
    return readPkiImage(content);
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return [];
  }
}

/** A file in PEM that was written without being packed. */
function bareItem(content: Buffer, namespace: string): PkiItem[] {
  const end = content.findLastIndex((byte) => byte !== ERASED && byte !== 0) + 1;
  const file = content.subarray(0, end);
  const kind = pieceIn(namespace);
  return kind !== undefined && isPem(file) ? [{ kind, id: 0, content: Buffer.from(file) }] : [];
}

/**
 * Why what was written into a partition is no certificate or key.
 * @returns undefined when it is one, and when nothing was written
 */
export function unreadPartition(flash: Flash, name: string): Message | undefined {
  const partition = PKI_PARTITIONS.find((each) => each.name === name);
  const content = partition && held(flash, partition, saidBy(flash.manufacturing, partition));
  if (partition === undefined || content === undefined || itemsIn(content, name).length > 0) return undefined;
  if (!isPkiImage(content)) return message('link.notPacked');
  try {
    readPkiImage(content);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
