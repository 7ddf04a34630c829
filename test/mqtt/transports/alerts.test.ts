import { expect, test } from 'vitest';
import { message } from '#messages/message';
import { standIn } from '../../support/told-module.ts';
import { attempt, secureKinds, tlsTarget } from './support/dialling.ts';

/** A server that answers ClientHello with a fatal alert. @returns what its client says */
async function alerted(number: number) {
  const port = await standIn((socket) => {
    socket.once('data', () => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, number])));
  });
  const [kind] = secureKinds;
  return attempt(kind ?? { name: '', over: {} }, tlsTarget(port, {}));
}

test.each([
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [60, 'export_restriction'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [111, 'certificate_unobtainable'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
])('alert %i is told as %s', async (number, name) => {
  expect(await alerted(number)).toMatchObject({
    code: 'TLS',
    step: 'tls',
    reason: message('transport.alert', { name, number }),
  });
});

test.each([
  [40, 'NO_CIPHER', message('transport.noCipher')],
  [70, 'TLS_VERSION', message('transport.tlsVersionRefused')],
  [112, 'TLS', message('transport.unknownServerName')],
  [120, 'NO_ALPN', message('transport.noAlpn')],
])('alert %i is told by what it means', async (number, code, reason) => {
  expect(await alerted(number)).toMatchObject({ code, reason });
});
