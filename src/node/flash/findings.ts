import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCertificateError } from '#certificates/certificate-error';
import { type PemFile, readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import { remarksOn } from '#certificates/remarks';
import { type Message, message } from '#messages/message';
import { isFlashError } from '#module/flash/flash-error';
import { isNumber, type ManufacturingStore } from '#module/flash/manufacturing';
import { keyOfSet, pieceIn } from '#module/flash/pieces';
import { chooseFiles, lookAtManufacturing } from './manufacturing-directory.ts';
import { encodeName, parseFileName } from './manufacturing-file.ts';

/** The sets of MQTT that a link may name [B-CERT-1]. */
const SETS = [0, 1];

/**
 * What is wrong with certificates and keys in a flash directory, and what a person should know of them, whether or not a
 * connection ever uses them.
 * @param now milliseconds since 1970 UTC
 */
export function flashFindings(directory: string, now: number): Message[] {
  try {
    return findings(directory, now);
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return [error.reason];
  }
}

function findings(directory: string, now: number): Message[] {
  const store = lookAtManufacturing(join(directory, 'mfg'));
  const found: Message[] = [];
  for (const namespace of store.namespaces().filter((name) => pieceIn(name) !== undefined)) {
    for (const { key } of store.keys(namespace)) {
      const file = fileOf(directory, store, namespace, key);
      if (file !== undefined) found.push(...findingsIn(namespace, file, now));
    }
  }
  return [...found, ...SETS.flatMap((set) => pairFinding(directory, store, set)), ...unread(directory)];
}

function findingsIn(namespace: string, file: PemFile, now: number): Message[] {
  const piece = pieceIn(namespace);
  try {
    if (piece !== 'key') {
      return remarksOn(piece ?? 'ca', readCertificates(file).certificates, file.file, now);
    }
    readPrivateKey(file);
    return [];
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    return [message('flash.fileUnusable', { path: file.file, why: error.reason })];
  }
}

/** Why a certificate and a key that can be read do not go together. */
function pairFinding(directory: string, store: ManufacturingStore, set: number): Message[] {
  const [cert, key] = ['mqtt_cert', 'mqtt_key'].map((name) =>
    fileOf(directory, store, name, keyOfSet(name, set)),
  );
  if (cert === undefined || key === undefined) return [];
  try {
    const pair = { chain: readCertificates(cert), key: readPrivateKey(key) };
    secureContext({}, { ...pair, files: { cert: cert.file, key: key.file } });
    return [];
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    // What cannot be read has been told of the file itself.
    const { code, reason: why } = error;
    if (code === 'MISMATCH') return [message('flash.pairMismatch', { cert: cert.file, key: key.file, why })];
    return why.key === 'certificates.weakSignature' || why.key === 'certificates.smallKey'
      ? [message('flash.fileUnusable', { path: cert.file, why })]
      : [];
  }
}

/** Files that a person has put where MQTT looks for a certificate or a key, under a name that it does not look for. */
function unread(directory: string): Message[] {
  return ['mqtt_ca', 'mqtt_cert', 'mqtt_key'].flatMap((namespace) => {
    const folder = join(directory, 'mfg', namespace);
    const wanted = SETS.map((set) => keyOfSet(namespace, set));
    return filesIn(folder)
      .filter((name) => !wanted.includes(parseFileName(name)?.key ?? ''))
      .map((name) =>
        message('flash.notLookedFor', { path: join(folder, name), wanted: join(folder, `${namespace}.pem`) }),
      );
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** What is stored under a key, by the path of its file; undefined when it is not there or no bytes. */
function fileOf(
  directory: string,
  store: ManufacturingStore,
  namespace: string,
  key: string,
): PemFile | undefined {
  try {
    const stored = store.read(namespace, key);
    if (stored === undefined || isNumber(stored)) return undefined;
    const folder = join(directory, 'mfg', encodeName(namespace));
    const name = chooseFiles(folder).get(key)?.name ?? key;
    return { content: stored.value, file: join(folder, name) };
  } catch (error) {
    if (!isFlashError(error)) throw error;
    return undefined;
  }
}
