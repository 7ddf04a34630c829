import { commands, type Thing, typed } from '../certificate-commands.ts';
import { day } from '../dates.ts';
import type { Catalogue } from '../message.ts';

const NAMES = { certificate: '证书', key: '私钥' } as const;

/** What is wrong with a file that should hold a certificate or a private key: goes on a sentence that has named the place. */
export const certificates: Catalogue['certificates'] = {
  // Whole files of another kind.
  blank: ({ what }) => `它是空的，应为 PEM 格式的${NAMES[what]}`,
  utf16: ({ file }) => `它是 UTF-16 文本（Windows 编辑器常用）；请转换：${commands.fromUtf16(file)}`,
  packed: ({ file }) =>
    `它是 AtPKI.py 打包的镜像，不是 PEM；请导入：${commands.importPacked(file)}，或用 AT+SYSFLASH 写入`,
  javaKeyStore: ({ file, what }) =>
    `它是 Java 密钥库；请依次转换：${commands.fromKeyStore(file)}；${commands.fromPkcs12('store.p12', what)}`,
  pkcs12: ({ file, what }) =>
    `它是 PKCS #12（.p12、.pfx），证书和私钥在同一个文件里；请取出${NAMES[what]}：${commands.fromPkcs12(file, what)}`,
  puttyKey: ({ file, what }) =>
    what === 'key'
      ? `它是 PuTTY 的私钥；请转换：${commands.fromPutty(file)}`
      : '它是 PuTTY 的私钥，应为 PEM 格式的证书',
  openSshKey: ({ file }) => `它是 OpenSSH 自有格式的私钥；请就地转换：${commands.fromOpenSsh(file)}`,
  sshPublicKey: ({ what }) =>
    `它是 SSH 公钥，应为 PEM 格式的${NAMES[what]}${what === 'key' ? '：私钥在不带 .pub 的文件里' : ''}`,
  markup: ({ what }) => `它是网页或 XML，应为 PEM 格式的${NAMES[what]}：请下载文件本身`,
  bareBase64: ({ file, what }) =>
    `它是 Base64，但没有 PEM 的首行和末行；请转换：${commands.fromBase64(file, what)}`,
  beginLost: ({ what }) => `它缺少开头，即 PEM 格式${NAMES[what]}的首行：请重新复制整个文件`,
  der: ({ file, what }) => `它是 DER，应为 PEM；请转换：${commands.fromDer(file, what)}`,
  derCut: ({ file, what }) =>
    `它是不完整的 DER，应为 PEM；请重新复制整个文件，然后转换：${commands.fromDer(file, what)}`,
  derOther: ({ what }) => `它是其他类型的 DER，应为 PEM 格式的${NAMES[what]}`,
  notPem: ({ what }) => `它不是 PEM，应为 PEM 格式的${NAMES[what]}`,

  // The right form, and something else in it.
  keyInstead: ({ file }) => `它是私钥，应为证书：请使用与 ${typed(file)} 对应的证书`,
  certificateInstead: ({ file }) => `它是证书，应为私钥：请使用与 ${typed(file)} 对应的私钥`,
  exchanged: ({ file, other }) => `证书和私钥的位置互换了：请对调 ${typed(file)} 和 ${typed(other)}`,
  request: ({ file, what }) =>
    what === 'key'
      ? '它是证书签名请求（CSR），应为私钥：请使用生成该请求时的私钥'
      : `它是证书签名请求（CSR），尚未由 CA 签发；请让 CA 签发，例如：${commands.sign(file)}`,
  publicKey: ({ what }) =>
    what === 'key' ? '它是公钥，应为私钥' : '它是公钥，应为证书：请使用 CA 签发的文件',
  pkcs7: ({ file, what, der }) =>
    what === 'key'
      ? '它是 PKCS #7，只含证书，应为私钥'
      : `它是 PKCS #7（.p7b）；请取出证书：${commands.fromPkcs7(file, der)}`,
  otherLabel: ({ what, label }) => `它只含 ${label.toLowerCase()}，应为 PEM 格式的${NAMES[what]}`,
  encrypted: ({ file, form }) =>
    `私钥是加密的，而模组无法得到它的口令；请解密：${commands.decrypt(file, form)}`,

  // PEM that is broken.
  escapedLineEnds: ({ file, quoted, ...of }) =>
    `${subject(of)}里的换行被写成了 \\n；请修复：${commands.unescape(file, quoted)}`,
  carriageReturns: ({ file, ...of }) => `${subject(of)}的行只以 CR 结尾；请修复：${commands.lineFeeds(file)}`,
  noLineEnds: ({ file, ...of }) => `${subject(of)}丢失了换行；请修复：${commands.breakLines(file)}`,
  indented: ({ file, ...of }) => `${subject(of)}的行以空格开头；请修复：${commands.unindent(file)}`,
  noEnd: (of) => `${subject(of)}不完整，缺少末行 -----END …：请重新复制整个文件`,
  endsElse: ({ label, end, ...of }) =>
    `${subject(of)}以 ${label.toLowerCase()} 开头，却以 ${end.toLowerCase()} 结尾：请重新复制整个文件`,
  emptyBlock: (of) => `${subject(of)}的首行和末行之间没有内容：请重新复制整个文件`,
  notBase64: ({ line, ...of }) => `${subject(of)}的第 ${line} 行有非 Base64 字符：请重新复制整个文件`,
  cutBase64: (of) => `${subject(of)}丢失了一些字符：请重新复制整个文件`,
  cut: ({ bytes, whole, ...of }) =>
    `${subject(of)}不完整，${whole} 字节中只有 ${bytes} 字节：请重新复制整个文件`,
  tooLong: ({ bytes, whole, ...of }) =>
    `${subject(of)}有 ${bytes} 字节，应为 ${whole} 字节：请重新复制整个文件`,
  damaged: ({ file, ...of }) =>
    `${subject(of)}已损坏或类型未知：用 ${commands.look(file, of.what)} 可以看它能否读取`,

  // A certificate and its key.
  ownNotFirst: ({ cert, nth }) =>
    `它与 ${typed(cert)} 里的第 ${nth} 个证书对应；模组自己的证书必须在最前，其后是各级签发者的证书`,
  foreignKey: ({ cert, key, ca }) =>
    ca
      ? `${typed(cert)} 是 CA 证书：请使用 CA 为 ${typed(key)} 签发的证书`
      : `${commands.publicKeyOf(cert, 'certificate')} 与 ${commands.publicKeyOf(key, 'key')} 的输出必须相同`,
  weakSignature: ({ file }) =>
    `${typed(file)} 用 MD5 或 SHA-1 签名，TLS 已不再接受：请用 SHA-256 重新签发；用 ${commands.lookAll(file)} 可以看它的签名`,
  smallKey: ({ file }) =>
    `${typed(file)} 的密钥对 TLS 来说太短；请生成新的私钥：${commands.makeKey()}，并为它签发证书`,
  expired: ({ date, now, ...of }) =>
    `${one(of)} 已于 ${day(date)} 过期，而本机时钟是 ${day(now)}；请重新签发`,
  notYetValid: ({ date, now, ...of }) => `${one(of)} 在 ${day(date)} 之前无效，而本机时钟是 ${day(now)}`,
  isCa: (of) => `${one(of)} 是 CA 证书；客户端证书请使用 CA 签发的证书`,
  noCa: (of) => `${one(of)} 不是 CA 证书；请存放签发 broker 证书的 CA 的证书`,
  refused: ({ file }) => `TLS 不接受这种类型的证书或私钥：用 ${commands.lookAll(file)} 可以看它的内容`,
};

function one({ file, nth }: { file: string; nth: number | undefined }): string {
  return nth === undefined ? typed(file) : `${typed(file)} 里的第 ${nth} 个证书`;
}

function subject({ what, nth }: { what: Thing; nth: number | undefined }): string {
  if (what === 'key') return '私钥';
  return nth === undefined ? '证书' : `第 ${nth} 个证书`;
}
