import type { X509Certificate } from 'node:crypto';
import { isCertificateError } from '#certificates/certificate-error';
import { readCertificates } from '#certificates/read';
import { type Message, message } from '#messages/message';
import { FlashError } from '#module/flash/flash-error';
import {
  isNumber,
  type ManufacturingStore,
  type ManufacturingType,
  type ManufacturingValue,
  NUMBER_BYTES,
} from '#module/flash/manufacturing';
import type { NvsEntry } from '#module/flash/nvs-image/layout';
import { holdsPrivateKey, pemCertificates } from '#net/pem';
import { openExistingFlash } from './directory.ts';
import { problemOf } from './pieces.ts';

/** What may be told of a value: never the value. */
export interface ValueFacts {
  readonly bytes: number;
  readonly holdsPrivateKey: boolean;
  /** As PEM. */
  readonly certificates: readonly string[];
  /** Why a connection could not use it, where the firmware looks for a certificate or a key. */
  readonly problem: Message | undefined;
}

/** Whose a certificate is and until when. Names are Node's: a line for each part. */
export type CertificateFacts = Pick<X509Certificate, 'subject' | 'issuer' | 'validFrom' | 'validTo'>;

/** A key of a namespace; names are bytes, one a character (latin1). */
export interface StoredKey {
  readonly key: string;
  readonly type: ManufacturingType;
  /** Reads the value. @returns undefined when it has gone meanwhile @throws FlashError when it cannot be read */
  facts(): ValueFacts | undefined;
}

/** What the manufacturing NVS of a flash directory holds, by namespace. @throws FlashError when there is no such directory */
export function flashContents(directory: string): ReadonlyMap<string, readonly StoredKey[]> {
  const store = openExistingFlash(directory).manufacturing;
  return new Map(
    store
      .namespaces()
      .map((namespace) => [namespace, storedKeys(store, namespace)] as const)
      .filter(([, keys]) => keys.length > 0),
  );
}

/** Reads a certificate. @param file what it would be called @throws FlashError `CERTIFICATE` */
export function certificateFacts(pem: string, file: string): CertificateFacts {
  try {
    const [facts] = readCertificates({ content: pem, file }).certificates;
    return facts as X509Certificate;
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    const reason = message('flash.certificateUnreadable', { why: error.reason });
    throw new FlashError('CERTIFICATE', reason, { cause: error });
  }
}

/** What may be told of something that is to be stored. */
export function factsOfEntry({ namespace, key, stored }: NvsEntry): StoredKey {
  return { key, type: stored.type, facts: () => factsOfValue(namespace, key, stored) };
}

function storedKeys(store: ManufacturingStore, namespace: string): StoredKey[] {
  return store
    .keys(namespace)
    .map(({ key, type }) => ({ key, type, facts: () => factsOf(store, namespace, key) }));
}

function factsOf(store: ManufacturingStore, namespace: string, key: string): ValueFacts | undefined {
  const stored = store.read(namespace, key);
  return stored === undefined ? undefined : factsOfValue(namespace, key, stored);
}

function factsOfValue(namespace: string, key: string, stored: ManufacturingValue): ValueFacts {
  if (isNumber(stored)) {
    return { bytes: NUMBER_BYTES[stored.type], holdsPrivateKey: false, certificates: [], problem: undefined };
  }
  return {
    bytes: stored.value.length,
    holdsPrivateKey: holdsPrivateKey(stored.value),
    certificates: pemCertificates(stored.value),
    problem: problemOf(namespace, { content: stored.value, file: `${key}.pem` }),
  };
}
