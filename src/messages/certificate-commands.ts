/** What a file should hold. */
export type Thing = 'certificate' | 'key';

/** As OpenSSL's commands call them. */
const TOOLS = { certificate: 'x509', key: 'pkey' } as const;
const ENCRYPTED = { pkcs8: '', traditional: '-topk8 -nocrypt ', der: '-inform DER ' } as const;

/** Commands of a shell that mend or show a certificate or a key; the same in every language. */
export const commands = {
  fromUtf16: (file: string) => `iconv -f UTF-16 -t UTF-8 ${typed(file)} > ${mended(file)}`,
  importPacked: (file: string) => `atmqtt flash import ${typed(file)} --flash DIR`,
  fromKeyStore: (file: string) =>
    `keytool -importkeystore -srckeystore ${typed(file)} -destkeystore store.p12 -deststoretype PKCS12`,
  fromPkcs12: (file: string, what: Thing) =>
    `openssl pkcs12 -in ${typed(file)} ${what === 'key' ? '-nocerts -nodes -out key.pem' : '-nokeys -out cert.pem'}`,
  fromPutty: (file: string) => `puttygen ${typed(file)} -O private-openssh -o ${mended(file)}`,
  fromOpenSsh: (file: string) => `ssh-keygen -p -m PEM -N "" -f ${typed(file)}`,
  fromBase64: (file: string, what: Thing) =>
    `tr -d '\\r\\n' < ${typed(file)} | openssl base64 -d -A | openssl ${TOOLS[what]} -inform DER -out ${mended(file)}`,
  fromDer: (file: string, what: Thing) =>
    `openssl ${TOOLS[what]} -inform DER -in ${typed(file)} -out ${mended(file)}`,
  fromPkcs7: (file: string, der: boolean) =>
    `openssl pkcs7${der ? ' -inform DER' : ''} -print_certs -in ${typed(file)} -out ${mended(file)}`,
  sign: (file: string) =>
    `openssl x509 -req -in ${typed(file)} -CA ca.pem -CAkey ca.key -CAcreateserial -out ${mended(file)}`,
  decrypt: (file: string, form: keyof typeof ENCRYPTED) =>
    `openssl pkcs8 ${ENCRYPTED[form]}-in ${typed(file)} -out ${mended(file)}`,
  unescape: (file: string, quoted: boolean) =>
    quoted
      ? `sed 's/^[ \\t]*"//; s/\\\\n.*//' ${typed(file)} > ${mended(file)}`
      : `printf '%b' "$(cat ${typed(file)})" > ${mended(file)}`,
  lineFeeds: (file: string) => `tr '\\r' '\\n' < ${typed(file)} > ${mended(file)}`,
  breakLines: (file: string) =>
    `sed 's/\\(-----[A-Z ]*-----\\) */\\1\\n/; s/ *\\(-----[A-Z ]*-----\\) *$/\\n\\1/' ${typed(file)} | sed '/^-----/!s/ //g' > ${mended(file)}`,
  unindent: (file: string) => `sed 's/^[ \\t]*//' ${typed(file)} > ${mended(file)}`,
  look: (file: string, what: Thing) => `openssl ${TOOLS[what]} -in ${typed(file)} -noout`,
  lookAll: (file: string) => `openssl x509 -in ${typed(file)} -noout -text`,
  publicKeyOf: (file: string, what: Thing) =>
    what === 'key'
      ? `openssl pkey -in ${typed(file)} -pubout`
      : `openssl x509 -in ${typed(file)} -noout -pubkey`,
  makeKey: () => 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem',
};

/** A file as it is typed into a shell. */
export function typed(file: string): string {
  if (/^[\p{L}\p{N}_./+:@%=~-]+$/u.test(file)) return file;
  return /["$`]/.test(file) ? `'${file.replaceAll("'", "'\\''")}'` : `"${file}"`;
}

/** What a command writes, which must not be what it reads. */
function mended(file: string): string {
  return /(?:^|[/\\])plain\.pem$/.test(file) ? 'mended.pem' : 'plain.pem';
}
