import { X509Certificate } from 'node:crypto';
import { isFlashError } from '#module/flash/flash-error';
import { isNumber, type ManufacturingStore } from '#module/flash/manufacturing';
import { pemCertificates } from '#net/pem';

/** Until when a stored certificate is valid; of a chain, the one that runs out first. */
export interface CertificateExpiry {
  /** Names are bytes, one a character (latin1). */
  readonly namespace: string;
  readonly key: string;
  /** Milliseconds since 1970 UTC; valid up to and including that second (RFC 5280, 4.1.2.5). */
  readonly validTo: number;
}

/** The certificates that a store holds. What cannot be read is left out: whoever looks through the flash tells of it. */
export function certificateExpiries(store: ManufacturingStore): CertificateExpiry[] {
  return store.namespaces().flatMap((namespace) =>
    store.keys(namespace).flatMap(({ key }) => {
      const ends = certificatesIn(store, namespace, key).flatMap(endOf);
      return ends.length === 0 ? [] : [{ namespace, key, validTo: Math.min(...ends) }];
    }),
  );
}

function certificatesIn(store: ManufacturingStore, namespace: string, key: string): string[] {
  try {
    const stored = store.read(namespace, key);
    return stored === undefined || isNumber(stored) ? [] : pemCertificates(stored.value);
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return [];
  }
}

function endOf(pem: string): number[] {
  try {
    return [Date.parse(new X509Certificate(pem).validTo)];
  } catch {
    return [];
  }
}
