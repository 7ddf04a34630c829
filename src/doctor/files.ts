import { isCertificateError } from '#certificates/certificate-error';
import { type PemFile, readCertificates, readPrivateKey, secureContext } from '#certificates/read';
import { remarksOn } from '#certificates/remarks';
import { type Message, message } from '#messages/message';
import type { DoctorTarget } from './target.ts';

/** What is wrong with the files that the scheme needs; told before anything is sent. */
export function fileProblem({ scheme, options, ca, cert, key }: DoctorTarget): Message | undefined {
  const files = {
    ca: fileOf(options.ca, scheme.verifyServer ? ca : undefined),
    cert: fileOf(options.cert, scheme.clientCertificate ? cert : undefined),
    key: fileOf(options.key, scheme.clientCertificate ? key : undefined),
  };
  let reading: { what: 'ca' | 'cert' | 'key'; file: string } | undefined;
  try {
    if (files.ca !== undefined) {
      reading = { what: 'ca', file: files.ca.file };
      readCertificates(files.ca);
    }
    if (files.cert === undefined || files.key === undefined) return undefined;
    reading = { what: 'cert', file: files.cert.file };
    const chain = readCertificates(files.cert, files.key);
    reading = { what: 'key', file: files.key.file };
    const own = readPrivateKey(files.key, files.cert);
    reading = undefined;
    secureContext({}, { chain, key: own, files: { cert: files.cert.file, key: files.key.file } });
    return undefined;
  } catch (error) {
    if (!isCertificateError(error)) throw error;
    const { reason: why, code } = error;
    if (reading !== undefined) return message('doctor.fileUnusable', { ...reading, why });
    return message(code === 'MISMATCH' ? 'transport.keyMismatch' : 'transport.pairUnusable', { why });
  }
}

/** What a person should know of certificates that can be read. @param now milliseconds since 1970 UTC */
export function fileRemarks({ scheme, options, ca, cert }: DoctorTarget, now: number): Message[] {
  const of = (use: 'ca' | 'cert', file: PemFile | undefined): Message[] => {
    try {
      return file === undefined ? [] : remarksOn(use, readCertificates(file).certificates, file.file, now);
    } catch (error) {
      if (!isCertificateError(error)) throw error;
      return [];
    }
  };
  return [
    ...of('ca', fileOf(options.ca, scheme.verifyServer ? ca : undefined)),
    ...of('cert', fileOf(options.cert, scheme.clientCertificate ? cert : undefined)),
  ];
}

function fileOf(file: string | undefined, content: Buffer | undefined): PemFile | undefined {
  return file === undefined || content === undefined ? undefined : { file, content };
}
