import { day } from '../dates.ts';
import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';

const PIECES = { ca: ' CA 证书', cert: '客户端证书', key: '客户端私钥' };

/** What `atmqtt doctor` says on the way to a broker. */
export const doctor: Catalogue['doctor'] = {
  noScheme: ({ typed, last }) => `没有 scheme ${typed}；取值从 1（TCP）到 ${last}。`,
  badAddress: ({ typed }) => `${JSON.stringify(typed)} 不是地址；请写 HOST:PORT。`,
  needsCa: ({ scheme }) => `scheme ${scheme} 校验 broker 的证书：请用 --ca FILE 指定 CA 证书。`,
  needsCertificate: ({ scheme }) =>
    `scheme ${scheme} 发送客户端证书：请用 --cert FILE 和 --key FILE 指定证书和私钥。`,
  fileUnreadable: ({ file, why }) => `无法读取 ${file}：${foreignText(why)}。`,
  fileUnusable: ({ file, what, why }, render) => `${file} 不能用作${PIECES[what]}：${render(why)}`,

  address: ({ address }) => `域名     ${address}`,
  connection: ({ address, port }) => `tcp      已连接到 ${address} 端口 ${port}`,
  session: ({ version, cipher, alpn }) => `tls      ${version}，${cipher}；ALPN：${alpn ?? '未选用'}`,
  certificate: ({ subject, issuer, validFrom, validTo }) =>
    `         ${subject}，由 ${issuer} 签发，有效期 ${day(validFrom)} 至 ${day(validTo)}`,
  verified: () => '校验     broker 的证书有效',
  notVerified: () => '校验     该 scheme 不校验',
  upgrade: ({ status, subprotocol }) => `ws       HTTP ${status}，子协议 ${subprotocol ?? '无'}`,
  accepted: () => 'mqtt     CONNACK：已接受',
  failed: ({ reason }, render) => `失败     ${render(reason)}`,
  refused: () => '         网络、TLS 和 WebSocket 都没有问题；是 broker 拒绝了这个客户端。',

  moduleCommands: () => '在模组上用这些命令做同样的事：',
  waitForTime: () => '然后等待 +TIME_UPDATED',
  thenFile: () => '然后发送文件的内容',
};
