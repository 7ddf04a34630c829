import { day, shownDates } from '../dates.ts';
import type { Catalogue } from '../message.ts';

const STEPS = { tcp: 'TCP 连接', tls: 'TLS 握手', websocket: 'WebSocket 升级' };
const WHAT = { ca: 'CA 证书', certificate: '客户端证书', key: '客户端私钥' };

/** What alerts of TLS mean, seen from this side. */
const ALERT_MEANS: Readonly<Record<string, string>> = {
  unexpected_message: '：它收到了顺序不对的消息',
  bad_record_mac: '：它收到的数据在途中被改动过',
  record_overflow: '：它收到的记录太长',
  illegal_parameter: '：它收到了不允许的值',
  access_denied: '：它的规则不允许该客户端连接',
  decode_error: '：它无法解析握手消息',
  decrypt_error: '：它无法验证握手',
  insufficient_security: '：它要求更强的加密套件',
  internal_error: '：它自身出错，它的日志里可能有原因',
  missing_extension: '：它要求的一个扩展没有发送，例如 AT+MQTTSNI 设置的服务器名称',
};

const MAX_NAMES = 5;
/** A module's clock starts with 1970 and is off by decades until it is set [B-CLOCK-1], [B-TLS-2]. */
const CLOCK_WAS_SET = Date.UTC(1971, 0);

type Params<K extends keyof Catalogue['transport']> = Parameters<Catalogue['transport'][K]>[0];

/** What had happened last in a handshake. */
const REACHED = {
  hello: '发送 ClientHello 之后、收到响应之前',
  answer: '发送 ClientHello 并收到 broker 的部分响应之后',
  keys: '协商密钥之后',
};

const cut = (reset: boolean): string => (reset ? '连接被重置（ECONNRESET）' : 'broker 关闭了连接');

/** Why a certificate looks as if it were for a name that it is not for. */
const NEAR_MISS = {
  commonName: '；有主题备用名称（SAN）时，通用名称（CN）不算数：请在 SAN 中加入该名称后重新签发',
  partialWildcard: '；通配符只能是一整级，如 *.example.org：请用这样的名称重新签发',
};

/** What is said of the way to a broker: TCP, TLS and the WebSocket upgrade. */
export const transport: Catalogue['transport'] = {
  timeout: ({ step, ms }) => `${STEPS[step]}超时（${ms} 毫秒）`,

  // Of the operating system's socket.
  nobodyListens: ({ code }) => `连接被拒绝，该端口上没有程序在监听（${code}）`,
  reset: ({ code }) => `连接被对方复位（${code}）`,
  closedByPeer: ({ code }) => `连接被对方关闭（${code}）`,
  noAnswer: ({ code }) => `没有响应（${code}）`,
  noRouteToHost: ({ code }) => `没有到该主机的路由（${code}）`,
  noRouteToNetwork: ({ code }) => `没有到该网络的路由（${code}）`,
  networkDown: ({ code }) => `网络未连接（${code}）`,
  addressUnusable: ({ code }) => `本机无法使用该地址（${code}）`,
  nameUnknown: ({ code }) => `没有这个域名（${code}）`,
  nameNotLookedUp: ({ code }) => `域名无法解析（${code}）`,
  unknownSocketError: () => '未知的套接字错误',

  // Of what this side shows of itself.
  unreadable: ({ what, why }, render) => `${WHAT[what]}无法读取：${render(why)}`,
  certificateAlone: () => '有客户端证书就要有它的私钥',
  keyAlone: () => '有客户端私钥就要有它的证书',
  keyMismatch: ({ why }, render) => `客户端私钥与客户端证书不匹配：${render(why)}`,
  pairUnusable: ({ why }, render) => `客户端证书和私钥无法使用：${render(why)}`,
  alpnLength: ({ size }) => `有一个 ALPN 字段为 ${size} 字节；TLS 允许 1 到 255 字节`,

  // Of the handshake.
  notTls: () => 'broker 有响应，但不是 TLS',
  tlsVersionRefused: () => 'broker 既不接受 TLS 1.2 也不接受 TLS 1.3',
  tlsVersionOffered: () => 'broker 既不支持 TLS 1.2 也不支持 TLS 1.3',
  noCipher: () => 'broker 不支持这里提供的任何加密套件',
  noAlpn: () => 'broker 不支持这里提供的任何应用层协议（ALPN）',
  unknownServerName: () => 'broker 不认识发送的服务器名称（SNI）',
  alert: ({ name, number }) => `broker 以告警 ${name}（${number}）结束了 TLS 连接${ALERT_MEANS[name] ?? ''}`,
  tlsFailed: ({ why }) => `TLS 失败：${why}`,
  clientCertificateWanted: () => 'broker 要求客户端证书，而没有发送：scheme 4、5、9、10 会发送客户端证书',
  clientCertificateRefused: ({ why }, render) => `broker 拒绝了客户端证书：${render(why)}`,
  doesNotSayWhy: () => '没有说明原因',
  findsItBroken: () => '格式错误或签名不对',
  doesNotKnowItsKind: () => '不支持这种类型的证书',
  wasRevoked: () => '已被吊销',
  hasExpired: () => '已过期',
  asksForAnother: () => '要求另一个证书',
  doesNotKnowIssuer: () => 'broker 不认识它的签发者',
  deniesAccess: () => '不允许访问',
  closedInHandshake: ({ reset, reached, why }, render) =>
    `${cut(reset)}，在 TLS 握手期间，${REACHED[reached]}${render(why)}`,
  closedAfterHandshake: ({ reset, why }, render) => `${cut(reset)}，在 TLS 握手刚完成时${render(why)}`,
  asOneWithoutTls: () => '；可能该端口不使用 TLS，也可能途中的设备（例如防火墙）不允许握手通过',
  gaveUpHandshake: () => '；可能 broker 不继续这次握手，也可能途中的设备（例如防火墙）切断了连接',
  perhapsNotTaken: () => '；可能不接受该客户端证书',
  perhapsForItsDates: ({ why }, render) => `；可能是客户端证书的原因：${render(why)}`,
  clientExpired: ({ date, now }) => `它已于 ${day(date)} 过期，而本机时钟是 ${day(now)}；请重新签发`,
  clientNotYetValid: ({ date, now }) => `它在 ${day(date)} 之前无效，而本机时钟是 ${day(now)}`,
  perhapsWanted: () => '；可能要求客户端证书，而没有发送',

  // Of the server's certificates.
  noServerCertificate: () => 'broker 没有发送证书',
  certificateRefused: ({ name, why }, render) => `${name} 的证书未通过校验：${render(why)}`,
  pathUnclear: () => '从 broker 的证书到 CA 证书没有完整的证书链',
  notForServers: () => '它不是为服务器签发的，或者它的某个签发者不是 CA',
  issuerIsNoCa: () => '它的某个签发者不是 CA，或者无权签发它',
  signatureWrong: () => '它的签名不对，例如有一个同名但密钥不同的 CA',
  weaklySigned: () => '它或它的某个签发者用 MD5 或 SHA-1 签名，TLS 已不再接受',
  keyTooShort: () => '它的密钥或某个签发者的密钥太短',
  refusedWithCode: ({ code }) => `OpenSSL 拒绝了它（${code || '没有原因'}）`,
  nameMismatch: ({ name, names, near }) =>
    `证书不是给 ${name} 的，而是给 ${list(names)} 的${near === undefined ? '' : NEAR_MISS[near]}`,
  weakKey: ({ bits, min, ...of }) =>
    `${certificateOf(of)}的 RSA 密钥只有 ${bits} 位，模组不接受少于 ${min} 位的密钥：请用更长的密钥重新签发`,
  nodeNeedsRoot: ({ name, issuer, node }) =>
    `存放的证书 ${name} 不是根证书，它由 ${issuer} 签发；模组信任它，但 Node ${node} 做不到：请使用 Node 20.19、22.9 或更新的版本，或者同时存放根证书`,
  selfSigned: ({ name, anchors }) => `${name} 的证书是自签名的，也不是${stored(anchors)}`,
  unknownIssuer: ({ name, issuer, anchors }) =>
    `${name} 的证书链止于未知的签发者 ${issuer}，它不是${stored(anchors)}`,
  unknownIssuerAlone: ({ name, issuer, anchors }) =>
    `${name} 的证书链止于未知的签发者 ${issuer}，它不是${stored(anchors)}；broker 也没有发送通向它的中间证书`,
  missingIntermediate: ({ name, issuer }) => `broker 没有发送中间证书 ${issuer}，而 ${name} 的证书由它签发`,
  datesUnreadable: (of) => `${certificateOf(of)}的有效期无法读取`,
  notYetValid: (of) =>
    `${certificateOf(of)}尚未生效：${against(of, '起生效')}${
      of.clock === 'module' && of.now < CLOCK_WAS_SET ? '：请先发送 AT+CIPSNTPCFG' : ''
    }`,
  expired: (of) => `${certificateOf(of)}已过期：${against(of, '到期')}`,

  // Of the WebSocket.
  upgradeRefused: ({ status, words, why }, render) =>
    `broker 以 HTTP 状态 ${status}${words === undefined ? '' : `（${words}）`}拒绝了 WebSocket 升级${why === undefined ? '' : `：${render(why)}`}`,
  nothingAtPath: ({ path }) => `路径 ${path} 下没有内容`,
  pointsElsewhere: ({ location }) => `它重定向到 ${location}`,
  noSubprotocol: () => 'broker 不接受 WebSocket 子协议 mqtt',
  noUpgrade: ({ why }) => `broker 的响应不是 WebSocket 升级：${why}`,
  notHttp: () => 'broker 有响应，但不是 HTTP',
  closedInUpgrade: () => 'broker 没有响应 WebSocket 升级就关闭了连接',
  orNoWebSocket: ({ reason }, render) => `${render(reason)}，或者该端口不使用 WebSocket`,
  textFrame: () => 'broker 发来 WebSocket 文本帧；MQTT 使用二进制帧',
  headersTooLong: () => 'WebSocket 升级请求的响应头超过 16 KiB',
  messageTooLong: ({ size }) =>
    `一条${size === undefined ? '' : ` ${size} 字节的 `}WebSocket 消息，超过 maxInboundBytes`,
  brokenFrame: ({ why }) => `broker 违反 WebSocket 协议：${why}`,
  closedWithCode: ({ code, words }) =>
    `broker 关闭了 WebSocket，关闭码 ${code}${words === '' ? '' : `，原因 "${words}"`}`,
};

function certificateOf({ name, issuer }: Params<'datesUnreadable'>): string {
  return `${issuer ? '签发者 ' : ''}${name} 的证书`;
}

function stored(anchors: readonly string[] | undefined): string {
  return anchors ? `受信任的 CA（${list(anchors)}）` : '本机信任的 CA';
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).join('、') || '（没有名称）';
  return more > 0 ? `${shown} 等 ${names.length} 个` : shown;
}

/** A date and what the clock says, both to the second when the day is the same. */
function against({ date, now, clock }: Params<'expired'>, verb: string): string {
  const [shown, today] = shownDates(date, now);
  return `${shown} ${verb}，而${clock === 'module' ? '模组' : '本机'}的时钟是 ${today}`;
}
