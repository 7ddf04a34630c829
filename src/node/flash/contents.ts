import { X509Certificate } from 'node:crypto';
import type { Message } from '#messages/message';
import { isFlashError } from '#module/flash/flash-error';
import {
  isNumber,
  type ManufacturingStore,
  type ManufacturingType,
  NUMBER_BYTES,
} from '#module/flash/manufacturing';
import { holdsPrivateKey, pemCertificates } from '#net/pem';
import { openExistingFlash } from './directory.ts';

/** Whose a certificate is and until when, or why it cannot be read. Names are Node's: a line for each part. */
export type StoredCertificate =
  | Pick<X509Certificate, 'subject' | 'issuer' | 'validFrom' | 'validTo'>
  | { readonly unreadable: string };

/** What may be told of a value: never the value. */
export type ValueFacts =
  | {
      readonly bytes: number;
      readonly holdsPrivateKey: boolean;
      readonly certificates: readonly StoredCertificate[];
    }
  | { readonly unreadable: Message };

/** A key of a namespace; names are bytes, one a character (latin1). */
export interface StoredKey {
  readonly key: string;
  readonly type: ManufacturingType;
  readonly facts: ValueFacts;
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

function storedKeys(store: ManufacturingStore, namespace: string): StoredKey[] {
  return store.keys(namespace).flatMap(({ key, type }) => {
    const facts = factsOf(store, namespace, key);
    return facts === undefined ? [] : [{ key, type, facts }];
  });
}

/** @returns undefined when it has gone meanwhile */
function factsOf(store: ManufacturingStore, namespace: string, key: string): ValueFacts | undefined {
  try {
    const stored = store.read(namespace, key);
    if (stored === undefined) return undefined;
    if (isNumber(stored)) {
      return { bytes: NUMBER_BYTES[stored.type], holdsPrivateKey: false, certificates: [] };
    }
    return {
      bytes: stored.value.length,
      holdsPrivateKey: holdsPrivateKey(stored.value),
      certificates: pemCertificates(stored.value).map(certificateFacts),
    };
  } catch (error) {
    if (isFlashError(error)) return { unreadable: error.reason };
    throw error;
  }
}

function certificateFacts(pem: string): StoredCertificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    return { unreadable: (error as Error).message };
  }
}
