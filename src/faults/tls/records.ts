import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

/** Types of records (RFC 8446, 5.1). */
export const RECORD = { alert: 21, handshake: 22, data: 23 } as const;
const HEADER_BYTES = 5;
/** Alerts that are no error (RFC 8446, 6.1): close notify, user canceled. */
const WARNINGS = [0, 90];
/** Bytes of an alert that is encrypted with TLS 1.3: the alert, its type, the tag of AES-GCM. */
export const ENCRYPTED_ALERT_BYTES = 2 + 1 + 16;

/** A whole record. */
export interface Record {
  readonly type: number;
  /** Without the header. */
  readonly length: number;
  readonly bytes: Buffer;
}

/** Cuts what one side writes into records. */
export class RecordReader {
  #rest = Buffer.alloc(0);

  feed(bytes: Buffer): Record[] {
    const records: Record[] = [];
    let rest = Buffer.concat([this.#rest, bytes]);
    while (rest.length >= HEADER_BYTES && rest.length >= HEADER_BYTES + rest.readUInt16BE(3)) {
      const length = rest.readUInt16BE(3);
      records.push({ type: rest.readUInt8(0), length, bytes: rest.subarray(0, HEADER_BYTES + length) });
      rest = rest.subarray(HEADER_BYTES + length);
    }
    this.#rest = rest;
    return records;
  }
}

/** An alert in clear. */
export function plainAlert(alert: number): Buffer {
  return Buffer.from([RECORD.alert, 3, 3, 0, 2, levelOf(alert), alert]);
}

/**
 * An alert as a server that speaks TLS 1.3 with AES-128-GCM sends it once the handshake is done (RFC 8446, 5.2 and 7.3).
 * @param secret SERVER_TRAFFIC_SECRET_0 @param sequence how many records it has sent since then
 */
export function encryptedAlert(alert: number, secret: Buffer, sequence: number): Buffer {
  const key = expandLabel(secret, 'key', 16);
  const nonce = expandLabel(secret, 'iv', 12);
  const last = nonce.length - 4;
  nonce.writeUInt32BE((nonce.readUInt32BE(last) ^ sequence) >>> 0, last);
  const header = Buffer.from([RECORD.data, 3, 3, 0, ENCRYPTED_ALERT_BYTES]);
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(header);
  const inner = Buffer.from([levelOf(alert), alert, RECORD.alert]);
  return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
}

/** ServerHello of a server that knows nothing later (RFC 4346, 7.4.1.3), whatever it was asked for. */
export function oldServerHello(version: '1.0' | '1.1'): Buffer {
  const minor = version === '1.0' ? 1 : 2;
  // No session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
  const hello = Buffer.concat([Buffer.from([3, minor]), randomBytes(32), Buffer.from([0, 0x00, 0x2f, 0])]);
  const handshake = Buffer.concat([Buffer.from([2, 0, 0, hello.length]), hello]);
  return Buffer.concat([Buffer.from([RECORD.handshake, 3, minor, 0, handshake.length]), handshake]);
}

/** HKDF-Expand-Label with SHA-256, of at most one block (RFC 8446, 7.1). */
function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}

function levelOf(alert: number): number {
  return WARNINGS.includes(alert) ? 1 : 2;
}
