import type { Catalogue } from '../message.ts';

/** Quoted, because a client may put any character into its identifier. */
const named = ({ client }: { client: string }): string => `客户端 ${JSON.stringify(client)}`;
const from = (address: string | undefined): string => address ?? '未知地址';

/** What is said of the embedded broker. */
export const broker: Catalogue['broker'] = {
  /** The reason that a WebSocket is closed with. */
  wrongSubprotocol: ({ subprotocol }) => `子协议是 ${subprotocol}`,
  portTaken: ({ address }) =>
    `broker 的端口 ${address} 被别的程序占用；请换一个端口，写 0 表示任取一个空闲端口`,
  portDenied: ({ address }) => `broker 无权使用端口 ${address}；请用 1024 以上的端口`,
  foreignAddress: ({ address, loopback }) => `broker 的地址 ${address} 不是本机的地址；请用 ${loopback}`,
  cannotListen: ({ address, why }, render) => `broker 无法监听 ${address}：${render(why)}；请换一个端口`,
  otherPort: ({ taken, used }) => `端口 ${taken} 被别的程序占用，broker 改用 ${used}`,
  openToOthers: ({ address }) => `其他计算机也能访问 ${address} 上的 broker，而它允许任何人连接`,
  failed: ({ why }, render) => `broker 出错：${render(why)}`,
  handshakeFailed: ({ why }, render) => `有一个客户端的 TLS 握手失败：${render(why)}`,
  caUnknown: () => '它不认识签发本 broker 证书的 CA',
  certificateRefused: () => '它拒绝了本 broker 的证书',
  certificateExpired: () => '按它的时钟，本 broker 的证书已过期',
  otherTlsVersion: () => '它既不支持 TLS 1.2 也不支持 TLS 1.3',
  noSharedCipher: () => '它与本 broker 没有共同的加密套件',
  notTls: () => '它在这个端口上没有使用 TLS',
  goneInHandshake: () => '它关闭了连接',
  handshakeAlert: ({ name, number }) => `它以 TLS 告警 ${name}（${number}）结束了握手`,
  handshakeCode: ({ code }) => (code === '' ? 'OpenSSL 没有给出原因' : `OpenSSL 给出的原因是 ${code}`),

  firstPacketTooLarge: ({ size, max }) => `它的第一个报文有 ${size} 字节，而 CONNECT 最多 ${max} 字节`,
  silentClosed: ({ kind, count, seconds }) =>
    `broker 断开了 ${kind} 监听端口上的 ${count} 个连接：${seconds} 秒内没有收到 CONNECT`,

  connected: ({ client, address, clean }) =>
    `${named({ client })} 从 ${from(address)} 连接，${clean ? '清理会话（clean session）' : '保留会话'}`,
  takenOver: ({ client, address }) =>
    `${named({ client })} 被断开：另一个客户端从 ${from(address)} 以相同的客户端 ID 连接`,
  disconnected: ({ client }) => `${named({ client })} 断开连接`,
  subscribed: ({ client, subscriptions }) =>
    `${named({ client })} 订阅了 ${subscriptions.map(({ topic, qos }) => `${JSON.stringify(topic)}（QoS ${qos}）`).join('、')}`,
  shareRefused: ({ client, filter }) =>
    `${named({ client })} 订阅 ${JSON.stringify(filter)} 被拒绝：共享订阅的写法是 $share/GROUP/FILTER`,
  unsubscribed: ({ client, filters }) =>
    `${named({ client })} 取消订阅 ${filters.map((filter) => JSON.stringify(filter)).join('、')}`,
  cutOff: ({ client, why }, render) => `${named({ client })} 被断开：${render(why)}`,
  malformedText: ({ shown }) =>
    `它发来的文本${shown === undefined ? '' : `（${JSON.stringify(shown).replaceAll('\\\\x', '\\x')}）`}不是 UTF-8，或含有 NUL，这是 MQTT 不允许的；请改用 UTF-8`,
  refused: ({ address, why }, render) => `broker 拒绝了来自 ${from(address)} 的客户端：${render(why)}`,
  notMqtt: ({ detail }) => `它发来的不是 MQTT；可能在普通 MQTT 端口上使用了 TLS 或 HTTP（${detail}）`,
  refusedProtocol: ({ address, why }, render) =>
    `broker 拒绝了来自 ${from(address)} 的客户端：${render(why)}；它支持 MQTT 3.1 和 3.1.1`,
};
