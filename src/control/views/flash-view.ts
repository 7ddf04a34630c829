import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import { showBytes } from '#bytes/show-bytes';
import { isCertificateError } from '#certificates/certificate-error';
import { readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import type { Message } from '#messages/message';
import { told } from '#metrics/status';
import type { Flash, FlashValue } from '#module/flash/flash';
import { isFlashError } from '#module/flash/flash-error';
import {
  isNumber,
  MANUFACTURING_TYPES,
  type ManufacturingStore,
  NUMBER_BYTES,
} from '#module/flash/manufacturing';
import { pieceIn } from '#module/flash/pieces';
import { holdsPrivateKey, pemCertificates } from '#net/pem';
import type { flashKeySchema, flashSchema } from '../schemas/flash.ts';

const MASK = '***';

type FlashKey = z.infer<typeof flashKeySchema>;

/** What lies in the flash of a module; no secret is shown. */
export function flashView(flash: Flash, directory: string | undefined): z.infer<typeof flashSchema> {
  const { manufacturing } = flash;
  return {
    directory: directory ?? null,
    values: Array.from(flash.entries(), ([key, value]) => ({ key, value: shownValue(key, value) })),
    namespaces: manufacturing.namespaces().map((namespace) => ({
      namespace: nameOf(namespace),
      keys: manufacturing.keys(namespace).map(({ key }) => keyView(manufacturing, namespace, key)),
    })),
  };
}

/** What lies under a key, as far as it can be read. */
export function keyView(store: ManufacturingStore, namespace: string, key: string): FlashKey {
  const type = store.keys(namespace).find((each) => each.key === key)?.type ?? 8;
  const holds = pieceIn(namespace);
  const view = {
    ...{ key: nameOf(key), type: MANUFACTURING_TYPES[type].name },
    ...(holds && { holds }),
  };
  try {
    const stored = store.read(namespace, key);
    if (stored === undefined || isNumber(stored)) {
      const bytes = stored === undefined ? 0 : NUMBER_BYTES[stored.type];
      return { ...view, bytes, privateKey: false, certificates: [] };
    }
    const { value } = stored;
    const problem = holds && problemOf(store, namespace, key, value);
    return {
      ...view,
      bytes: value.length,
      privateKey: holdsPrivateKey(value),
      certificates: pemCertificates(value).flatMap(certificateView),
      ...(problem && { problem: told(problem) }),
    };
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return { ...view, bytes: 0, privateKey: false, certificates: [], problem: told(error.reason) };
  }
}

/** Why a connection could not use what lies where the firmware looks for a certificate or a key. */
function problemOf(
  store: ManufacturingStore,
  namespace: string,
  key: string,
  content: Uint8Array,
): Message | undefined {
  const file = `${nameOf(key)}.pem`;
  try {
    if (pieceIn(namespace) === 'key') {
      readPrivateKey({ content, file });
      return undefined;
    }
    const chain = readCertificates({ content, file });
    if (pieceIn(namespace) === 'cert') checkPair(store, namespace, key, chain);
    return undefined;
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    return error.reason;
  }
}

/** A certificate is of no use with a key that is not its own. */
function checkPair(
  store: ManufacturingStore,
  namespace: string,
  name: string,
  chain: ReturnType<typeof readCertificates>,
): void {
  const [keySpace, keyName] = [namespace, name].map((each) => each.replace(/_cert/, '_key'));
  const stored = store.read(keySpace ?? '', keyName ?? '');
  if (stored === undefined || isNumber(stored)) return;
  const files = { cert: `${nameOf(name)}.pem`, key: `${keyName}.pem` };
  let key: ReturnType<typeof readPrivateKey>;
  try {
    key = readPrivateKey({ content: stored.value, file: files.key });
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    // It is told of the key itself.
    return;
  }
  secureContext({}, { chain, key, files });
}

function certificateView(pem: string) {
  try {
    const { subject, issuer, validFrom, validTo } = new X509Certificate(pem);
    const names = { subject: oneLine(subject), issuer: oneLine(issuer) };
    return [{ ...names, validFrom: isoOf(validFrom), validTo: isoOf(validTo) }];
  } catch {
    // What is wrong with it is its problem.
    return [];
  }
}

/** A distinguished name, which Node writes a line for each part of it. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(', ');
}

function isoOf(date: string): string {
  const ms = Date.parse(date);
  return new Date(Number.isNaN(ms) ? 0 : ms).toISOString();
}

function shownValue(key: string, value: FlashValue): FlashValue {
  return /password|secret|psk/i.test(key) && value !== '' ? MASK : value;
}

/** Names are bytes, one a character. */
function nameOf(name: string): string {
  return showBytes(Buffer.from(name, 'latin1'));
}
