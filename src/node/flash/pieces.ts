import { basename } from 'node:path';
import { isCertificateError } from '#certificates/certificate-error';
import { holdsCertificateOrKey } from '#certificates/file-kind';
import { type PemFile, readCertificates, readPrivateKey } from '#certificates/read';
import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';
import { BUILT_IN_NAMESPACES, type ManufacturingStore } from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { piecesIn } from '#module/flash/partitions';
import { keyOfSet, type Piece, pieceIn } from '#module/flash/pieces';
import { isPkiImage, readPkiImage, writePkiImage } from '#module/flash/pki-image';

/** A partition that holds certificates or keys, and which set of it. */
export interface PieceOf {
  readonly namespace: string;
  readonly set: number;
}

const PARTITIONS = BUILT_IN_NAMESPACES.filter((name) => pieceIn(name) !== undefined);
const ERASED = 0xff;

/** Checks the name of a partition. @throws UsageError when it is not one of certificates or keys */
export function knownPartition(name: string): string {
  if (!PARTITIONS.includes(name)) {
    throw new UsageError(message('flash.noSuchPartition', { name, partitions: PARTITIONS }));
  }
  return name;
}

/** The partition that a file is named for, such as `mqtt_ca.bin`, `mqtt_ca.1.pem` or `client_cert_01.crt`. */
export function partitionOf(file: string): PieceOf | undefined {
  const stem = basename(file).replace(/\.[^.\d][^.]*$/, '');
  const match = /^([a-z]+_(?:ca|cert|key))(?:[._]0?(\d))?$/.exec(stem.toLowerCase());
  const namespace = match?.[1];
  if (namespace === undefined || !PARTITIONS.includes(namespace)) return undefined;
  return { namespace, set: Number(match?.[2] ?? 0) };
}

/**
 * Reads certificates or keys, as AtPKI.py packs them or as PEM.
 * @param named the partition that they are for
 * @returns undefined when the file is neither, but may be an image of NVS
 * @throws FlashError `IMAGE`, `CERTIFICATE` when a module could not use it
 * @throws UsageError when nothing says which partition it is for
 */
export function readPieces(bytes: Buffer, file: string, named: PieceOf | undefined): NvsEntry[] | undefined {
  const packed = isPkiImage(bytes);
  if (beginsAsNvs(bytes)) {
    if (named === undefined) return undefined;
    throw new FlashError('IMAGE', message('flash.isNvs', { partition: named.namespace }));
  }
  if (!packed && named === undefined && !holdsCertificateOrKey(bytes)) return undefined;
  if (named === undefined) throw new UsageError(message('flash.whichPartition', { path: file }));
  const { namespace, set } = named;
  const piece = pieceIn(namespace) as Piece;
  if (!packed) {
    const why = problemOf(namespace, { content: bytes, file });
    if (why !== undefined) throw new FlashError('CERTIFICATE', why);
    return [{ namespace, key: keyOfSet(namespace, set), stored: { type: 8, value: bytes } }];
  }
  return readPkiImage(bytes).map(({ kind, id, content }, index) => {
    const item = index + 1;
    if (kind !== piece) {
      throw new FlashError('IMAGE', message('pki.otherKind', { item, kind, partition: namespace }));
    }
    const key = keyOfSet(namespace, id);
    const why = problemOf(namespace, { content, file: `${key}.pem` });
    if (why !== undefined) throw new FlashError('CERTIFICATE', message('pki.itemUnusable', { item, why }));
    return { namespace, key, stored: { type: 8, value: content } };
  });
}

/** Whether bytes begin as a page of NVS in use does: with its state, which takes bits from 1 to 0 one after the other. */
function beginsAsNvs(bytes: Buffer): boolean {
  return bytes.length >= 4 && [0xfffffffe, 0xfffffffc, 0xfffffff8].includes(bytes.readUInt32LE(0));
}

/**
 * Packs a partition as AtPKI.py does.
 * @param bytes to fill as erased flash is; only what is needed unless given
 * @throws FlashError `SIZE` when it does not fit, `VALUE` when there is nothing
 */
export function packPartition(store: ManufacturingStore, partition: string, bytes?: number): Buffer {
  const items = piecesIn(store, partition);
  if (items.length === 0) throw new FlashError('VALUE', message('flash.nothingToExport', { partition }));
  const image = writePkiImage(items);
  if (bytes === undefined) return image;
  if (image.length > bytes) {
    throw new FlashError(
      'SIZE',
      message('flash.partitionTooSmall', { partition, bytes, needed: image.length }),
    );
  }
  return Buffer.concat([image, Buffer.alloc(bytes - image.length, ERASED)]);
}

/** Why a connection could not use what is stored in a namespace; undefined also where the firmware looks for nothing in PEM. */
export function problemOf(namespace: string, stored: PemFile): Message | undefined {
  const piece = pieceIn(namespace);
  if (piece === undefined) return undefined;
  try {
    if (piece === 'key') readPrivateKey(stored);
    else readCertificates(stored);
    return undefined;
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    return error.reason;
  }
}
