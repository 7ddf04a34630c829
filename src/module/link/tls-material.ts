import { type MqttCodeName, mqttCode } from '#at/mqtt-codes';
import { Failure, isFailure, type Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { Pem } from '#net/pem';
import type { Flash } from '../flash/flash.ts';
import type { ManufacturingStore, ManufacturingValue } from '../flash/manufacturing.ts';
import { unreadPartition } from '../flash/partitions.ts';
import type { StoredPem, TlsCheck } from '../platform.ts';
import type { UserConfig } from './config.ts';
import type { Scheme } from './schemes.ts';

/** Longer than any chain that fits a genuine module's partition. */
const MAX_PEM_BYTES = 16_384;

/** What TLS needs of the certificate store, as PEM. */
export interface TlsMaterial {
  readonly ca?: Pem;
  readonly cert?: Pem;
  readonly key?: Pem;
}

interface Piece {
  /** Its namespace, and its key in set 0; set 1 has `.1` behind [B-CERT-1]. */
  readonly name: string;
  readonly codes: 'CA' | 'CERT' | 'KEY';
}

const CERT: Piece = {
  name: 'mqtt_cert',
  codes: 'CERT',
};
const KEY: Piece = {
  name: 'mqtt_key',
  codes: 'KEY',
};
const CA: Piece = {
  name: 'mqtt_ca',
  codes: 'CA',
};

/** Whether a set of certificate and key, or a CA, is stored; set 0 may always be named [B-USER-4]. */
export function hasSet(store: ManufacturingStore, pieces: 'client' | 'ca', set: number): boolean {
  const needed = pieces === 'ca' ? [CA] : [CERT, KEY];
  return needed.every((piece) => store.read(piece.name, keyOf(piece, set)) !== undefined);
}

/** Behind the code of what is wrong: TLS cannot be set up, and so there is no set of parameters. */
const NO_TLS = [mqttCode('TLS_CONFIG_ERROR'), mqttCode('PARAM_PREPARE_ERROR')];

/**
 * Reads from the certificate store what a scheme needs, the CA first; told before any packet leaves [B-CERT-2],
 * [B-CERT-3].
 * @returns the material, or why there is none: 0x6021 to 0x6026, but for a key that does not belong to its
 *   certificate, and then 0x6009 and 0x600A
 */
export function readTlsMaterial(
  flash: Flash,
  check: TlsCheck,
  user: UserConfig,
  scheme: Scheme,
): Result<TlsMaterial> {
  const ca = scheme.verifyServer ? read(flash, check.certificate, CA, user.caId) : undefined;
  if (isFailure(ca)) return ca;
  const set = user.certKeyId;
  const cert = scheme.clientCertificate ? read(flash, check.certificate, CERT, set, KEY) : undefined;
  if (isFailure(cert)) return cert;
  const key = scheme.clientCertificate ? read(flash, check.privateKey, KEY, set, CERT) : undefined;
  if (isFailure(key)) return key;
  if (cert !== undefined && key !== undefined) {
    try {
      check.pair({ content: cert, file: fileOf(CERT, set) }, { content: key, file: fileOf(KEY, set) });
    } catch (error) {
      return new Failure(NO_TLS, message('link.keyMismatch', { why: reasonOf(error) }));
    }
  }
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** @param partner what it may have been exchanged with */
function read(
  flash: Flash,
  check: (stored: StoredPem, other?: StoredPem) => void,
  piece: Piece,
  set: number,
  partner?: Piece,
): Result<Pem> {
  const store = flash.manufacturing;
  const key = keyOf(piece, set);
  const place = `"${piece.name}","${key}"`;
  const refused = (code: MqttCodeName, reason: Message): Failure =>
    new Failure([mqttCode(code), ...NO_TLS], reason);
  const unreadable = (why: Message): Failure =>
    refused(`${piece.codes}_READ_FAILED`, message('link.unreadable', { place, why }));
  let entry: ManufacturingValue | undefined;
  try {
    entry = store.read(piece.name, key);
  } catch (error) {
    return unreadable(reasonOf(error));
  }
  if (entry === undefined) {
    const why = unreadPartition(flash, piece.name);
    if (why !== undefined) {
      return refused(
        `${piece.codes}_LENGTH_ERROR`,
        message('link.notInPartition', { name: piece.name, why }),
      );
    }
    return refused(
      `${piece.codes}_LENGTH_ERROR`,
      message('link.notStored', { place, file: `mfg/${piece.name}/${key}.pem` }),
    );
  }
  const { value } = entry;
  if (typeof value === 'number') return unreadable(message('link.isNumber'));
  if (value.length === 0 || value.length > MAX_PEM_BYTES) {
    const lengths = { place, bytes: value.length, max: MAX_PEM_BYTES };
    return refused(`${piece.codes}_LENGTH_ERROR`, message('link.wrongLength', lengths));
  }
  try {
    check(
      { content: value, file: fileOf(piece, set) },
      partner && { content: bytesOf(store, partner, set), file: fileOf(partner, set) },
    );
    return value;
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

/** What is stored, as far as it is bytes and can be read. */
function bytesOf(store: ManufacturingStore, piece: Piece, set: number): Pem {
  try {
    const value = store.read(piece.name, keyOf(piece, set))?.value;
    return typeof value === 'object' ? value : '';
  } catch {
    return '';
  }
}

/** What a command calls the file that the piece came from. */
function fileOf(piece: Piece, set: number): string {
  return `${keyOf(piece, set)}.pem`;
}

function keyOf(piece: Piece, set: number): string {
  return set === 0 ? piece.name : `${piece.name}.${set}`;
}
