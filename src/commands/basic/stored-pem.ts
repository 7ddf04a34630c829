import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { isNumber } from '#module/flash/manufacturing';
import { type Piece, pieceIn } from '#module/flash/pieces';
import type { Module } from '#module/module';
import type { StoredPem, TlsCheck } from '#module/platform';
import { isDer } from '#net/pem';

/**
 * Warns of what was stored where the firmware looks for PEM and cannot be used: only a connection would find that [B-CERT-4].
 * @param comes in pieces: the end of it may still be to come
 */
export function warnOfUnusable(
  { flash, log, tls }: Module,
  namespace: string,
  key: string,
  comes: 'whole' | 'in pieces' = 'whole',
): void {
  const piece = pieceIn(namespace);
  const stored = piece === undefined ? undefined : flash.manufacturing.read(namespace, key);
  if (piece === undefined || stored === undefined || isNumber(stored)) return;
  const why = problemOf(tls, piece, { content: stored.value, file: `${key}.pem` });
  if (comes === 'in pieces' && why?.key === 'certificates.noEnd') return;
  if (isDer(stored.value) && (why === undefined || why.key.startsWith('certificates.der'))) {
    const tool = piece === 'key' ? 'pkey' : 'x509';
    log('warn', 'flash', message('commands.derStored', { namespace, tool }));
  } else if (why !== undefined) {
    log('warn', 'flash', message('flash.storedUnusable', { place: `"${namespace}","${key}"`, why }));
  }
}

function problemOf(tls: TlsCheck, piece: Piece, stored: StoredPem): Message | undefined {
  try {
    if (piece === 'key') tls.privateKey(stored);
    else tls.certificate(stored);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
