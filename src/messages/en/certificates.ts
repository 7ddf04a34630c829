import { commands, type Thing, typed } from '../certificate-commands.ts';
import { day } from '../dates.ts';

const NAMES = { certificate: 'a certificate', key: 'a private key' } as const;

/** A file, by the name that a command takes it by. */
type OfFile = { readonly file: string };
/** What the file should hold. */
type OfThing = OfFile & { readonly what: Thing };
/** Which of several certificates in the file it is, from 1. */
type OfBlock = OfThing & { readonly nth: number | undefined };
/** Of a file, or of one of several certificates in it. */
type OfRemark = OfFile & { readonly nth: number | undefined };
/** Moments in milliseconds since 1970 UTC. */
type OfDates = { readonly date: number; readonly now: number };
type OfPair = { readonly cert: string; readonly key: string };

/** What is wrong with a file that should hold a certificate or a private key: goes on a sentence that has named the place. */
export const certificates = {
  // Whole files of another kind.
  blank: ({ what }: OfThing) => `it is empty, and must hold ${NAMES[what]} in PEM`,
  utf16: ({ file }: OfThing) =>
    `it is text in UTF-16, as editors on Windows write it: convert it with ${commands.fromUtf16(file)}`,
  packed: ({ file }: OfThing) =>
    `it is an image packed by AtPKI.py, not PEM: import it with ${commands.importPacked(file)}, or write it with AT+SYSFLASH`,
  javaKeyStore: ({ file, what }: OfThing) =>
    `it is a Java key store: convert it with ${commands.fromKeyStore(file)} and ${commands.fromPkcs12('store.p12', what)}`,
  pkcs12: ({ file, what }: OfThing) =>
    `it is PKCS #12 (.p12, .pfx), certificate and key in one: extract ${NAMES[what]} with ${commands.fromPkcs12(file, what)}`,
  puttyKey: ({ file, what }: OfThing) =>
    what === 'key'
      ? `it is a key of PuTTY: convert it with ${commands.fromPutty(file)}`
      : 'it is a key of PuTTY, and must hold a certificate in PEM',
  openSshKey: ({ file }: OfFile) =>
    `it is a key of OpenSSH in its own format: convert it in place with ${commands.fromOpenSsh(file)}`,
  sshPublicKey: ({ what }: OfThing) =>
    `it is a public key of SSH, and must hold ${NAMES[what]} in PEM${
      what === 'key' ? ': the private key is in the file without .pub' : ''
    }`,
  markup: ({ what }: OfThing) =>
    `it is a web page or XML, and must hold ${NAMES[what]} in PEM: download the file itself`,
  bareBase64: ({ file, what }: OfThing) =>
    `it is Base64 without the first and the last line of PEM: convert it with ${commands.fromBase64(file, what)}`,
  beginLost: ({ what }: OfThing) =>
    `its beginning is missing, and with it the first line of ${NAMES[what]} in PEM: copy the whole file again`,
  der: ({ file, what }: OfThing) =>
    `it is DER, and must be PEM: convert it with ${commands.fromDer(file, what)}`,
  derCut: ({ file, what }: OfThing) =>
    `it is DER that is cut short, and must be PEM: copy the whole file again, then convert it with ${commands.fromDer(file, what)}`,
  derOther: ({ what }: OfThing) => `it is DER of another kind, and must hold ${NAMES[what]} in PEM`,
  notPem: ({ what }: OfThing) => `it is not PEM, and must hold ${NAMES[what]} in PEM`,

  // The right form, and something else in it.
  keyInstead: ({ file }: OfFile) =>
    `it is a private key, and must be a certificate: use the certificate that belongs to ${typed(file)}`,
  certificateInstead: ({ file }: OfFile) =>
    `it is a certificate, and must be a private key: use the private key that belongs to ${typed(file)}`,
  exchanged: ({ file, other }: OfFile & { other: string }) =>
    `certificate and private key are in each other's place: exchange ${typed(file)} and ${typed(other)}`,
  request: ({ file, what }: OfThing) =>
    what === 'key'
      ? 'it is a certificate signing request, and must be a private key: use the key that the request was made with'
      : `it is a certificate signing request, which no CA has signed yet: have it signed, as with ${commands.sign(file)}`,
  publicKey: ({ what }: OfThing): string =>
    what === 'key'
      ? 'it is a public key, and must be the private one'
      : 'it is a public key, and must be a certificate: use the file that the CA has issued',
  pkcs7: ({ file, what, der }: OfThing & { der: boolean }) =>
    what === 'key'
      ? 'it is PKCS #7, which holds certificates alone, and must be a private key'
      : `it is PKCS #7 (.p7b): extract the certificates with ${commands.fromPkcs7(file, der)}`,
  otherLabel: ({ what, label }: OfThing & { label: string }) =>
    `it holds ${label.toLowerCase()} alone, and must hold ${NAMES[what]} in PEM`,
  encrypted: ({ file, form }: OfFile & { form: 'pkcs8' | 'traditional' | 'der' }) =>
    `the key is encrypted, and a module cannot be given its passphrase: decrypt it with ${commands.decrypt(file, form)}`,

  // PEM that is broken.
  escapedLineEnds: ({ file, quoted, ...of }: OfBlock & { quoted: boolean }) =>
    `${subject(of)} has \\n written out in place of line breaks: mend it with ${commands.unescape(file, quoted)}`,
  carriageReturns: ({ file, ...of }: OfBlock) =>
    `the lines of ${subject(of)} end with CR alone: mend it with ${commands.lineFeeds(file)}`,
  noLineEnds: ({ file, ...of }: OfBlock & { label: string }) =>
    `${subject(of)} has lost its line breaks: mend it with ${commands.breakLines(file)}`,
  indented: ({ file, ...of }: OfBlock) =>
    `the lines of ${subject(of)} begin with spaces: mend it with ${commands.unindent(file)}`,
  noEnd: (of: OfBlock & { label: string }) =>
    `${subject(of)} is cut short, its last line, -----END …, is missing: copy the whole file again`,
  endsElse: ({ label, end, ...of }: OfBlock & { label: string; end: string }) =>
    `${subject(of)} begins as ${label.toLowerCase()} and ends as ${end.toLowerCase()}: copy the whole file again`,
  emptyBlock: (of: OfBlock) =>
    `${subject(of)} has nothing between its first and its last line: copy the whole file again`,
  notBase64: ({ line, ...of }: OfBlock & { line: number }) =>
    `${subject(of)} has a character in line ${line} that is not Base64: copy the whole file again`,
  cutBase64: (of: OfBlock) => `${subject(of)} has lost some characters: copy the whole file again`,
  cut: ({ bytes, whole, ...of }: OfBlock & { bytes: number; whole: number }) =>
    `${subject(of)} is cut short, it has ${bytes} of its ${whole} bytes: copy the whole file again`,
  tooLong: ({ bytes, whole, ...of }: OfBlock & { bytes: number; whole: number }) =>
    `${subject(of)} has ${bytes} bytes and should have ${whole}: copy the whole file again`,
  damaged: ({ file, ...of }: OfBlock) =>
    `${subject(of)} is damaged or of an unknown type: ${commands.look(file, of.what)} shows whether it can be read`,

  // A certificate and its key.
  ownNotFirst: ({ cert, nth }: OfPair & { nth: number }) =>
    `it belongs to certificate ${nth} in ${typed(cert)}; the module's own must come first, then those of its issuers`,
  foreignKey: ({ cert, key, ca }: OfPair & { ca: boolean }) =>
    ca
      ? `${typed(cert)} is the certificate of a CA: use the one that the CA has issued for ${typed(key)}`
      : `${commands.publicKeyOf(cert, 'certificate')} and ${commands.publicKeyOf(key, 'key')} must print the same`,
  weakSignature: ({ file }: OfFile) =>
    `${typed(file)} is signed with MD5 or SHA-1, which TLS no longer accepts: have it issued again with SHA-256; ${commands.lookAll(file)} shows its signature`,
  smallKey: ({ file }: OfFile) =>
    `the key of ${typed(file)} is too short for TLS: make one with ${commands.makeKey()}, and have a certificate issued for it`,
  expired: ({ date, now, ...of }: OfRemark & OfDates) =>
    `${one(of)} expired on ${day(date)}, and it is ${day(now)} by this computer's clock: have it issued again`,
  notYetValid: ({ date, now, ...of }: OfRemark & OfDates) =>
    `${one(of)} is not valid before ${day(date)}, and it is ${day(now)} by this computer's clock`,
  isCa: (of: OfRemark) =>
    `${one(of)} is the certificate of a CA; as client certificate use one that the CA has issued`,
  noCa: (of: OfRemark) =>
    `${one(of)} is not the certificate of a CA: store that of the CA which issued the broker's certificate`,
  refused: ({ file }: OfFile) =>
    `TLS accepts no certificate or key of this type: ${commands.lookAll(file)} shows what it is`,
};

function one({ file, nth }: OfRemark): string {
  return nth === undefined ? typed(file) : `certificate ${nth} in ${typed(file)}`;
}

function subject({ what, nth }: { what: Thing; nth: number | undefined }): string {
  if (what === 'key') return 'the key';
  return nth === undefined ? 'the certificate' : `certificate ${nth}`;
}
