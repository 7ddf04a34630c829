import { isCertificateError } from '#certificates/certificate-error';
import { type PemFile, readCertificates, readPrivateKey } from '#certificates/read';
import type { Message } from '#messages/message';
import { pieceIn } from '#module/flash/pieces';

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
