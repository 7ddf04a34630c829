import { systemCode } from '#errors/system-error';

/** Alerts that end a TLS connection, by their names (RFC 8446, 6; RFC 5246, 7.2). */
const ALERTS = {
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  export_restriction: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  certificate_unobtainable: 111,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  bad_certificate_hash_value: 114,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;

/** The name of an alert. */
export type TlsAlertName = keyof typeof ALERTS;

/** An alert as messages show it. */
export interface TlsAlert {
  readonly name: TlsAlertName;
  readonly number: number;
}

/** OpenSSL's name of an alert, however its versions spell what stands before it. */
const CODE = /^ERR_SSL_(?:SSLV3|TLSV1[0-9]?|SSL\/TLS)(?:_ALERT)?_(.+)$/;

/** The alert that the other side has sent; undefined when an error is none. */
export function alertOf(error: unknown): TlsAlert | undefined {
  const name = CODE.exec(systemCode(error) ?? '')?.[1]
    ?.toLowerCase()
    .replace('cancelled', 'canceled');
  return name !== undefined && isAlert(name) ? { name, number: ALERTS[name] } : undefined;
}

function isAlert(name: string): name is TlsAlertName {
  return Object.hasOwn(ALERTS, name);
}
