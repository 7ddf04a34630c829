import { AtmqttError } from '#errors/atmqtt-error';

/** Why a certificate or a key cannot be used. */
export type CertificateErrorCode =
  /** What should hold it holds something else, or not all of it. */
  | 'UNREADABLE'
  /** Certificate and key do not belong together. */
  | 'MISMATCH';

/** A certificate or a key cannot be used; never with a word of OpenSSL, which is the cause. */
export class CertificateError extends AtmqttError<CertificateErrorCode> {}

/** Narrows an unknown failure to one of a certificate or a key. */
export function isCertificateError(error: unknown): error is CertificateError {
  return error instanceof CertificateError;
}
