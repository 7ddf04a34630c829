import type { Catalogue, Message, Render } from '../message.ts';

/** The words of MQTT 3.1.1, table 3.1. */
const RETURN_CODES = [
  '已接受',
  '不支持的协议版本',
  '客户端 ID 不被接受',
  '服务不可用',
  '用户名或密码错误',
  '未授权',
];

const because = (why: Message | undefined, render: Render) => (why ? `：${render(why)}` : '');

/** What is said of MQTT: of a connection, of what goes over it, of topics. */
export const mqtt: Catalogue['mqtt'] = {
  broker: () => 'broker',
  brokerAt: ({ address }) => `broker ${address}`,

  cannotConnect: ({ problem }, render) => `无法连接：${render(problem)}`,
  connectedAlready: () => '已经连接',
  emptyClientId: () => '客户端 ID 为空时必须使用清理会话（clean session）',
  keepAliveOutOfRange: ({ seconds, max }) => `保活时间为 ${seconds} 秒，应为 0 到 ${max} 秒`,
  passwordWithoutUser: () => '有密码就要有用户名',

  couldNotConnect: ({ peer, why }, render) => `无法连接 ${render(peer)}${because(why, render)}`,
  closedBeforeConnack: ({ peer, why }, render) =>
    `${render(peer)} 在 CONNACK 之前关闭了连接${because(why, render)}`,
  notReached: ({ peer, ms }, render) => `连接 ${render(peer)} 超时（${ms} 毫秒）`,
  noConnack: ({ peer, ms }, render) => `${ms} 毫秒内没有收到 ${render(peer)} 的 CONNACK`,
  refused: ({ peer, returnCode }, render) =>
    `${render(peer)} 拒绝连接：${RETURN_CODES[returnCode] ?? 'MQTT 3.1.1 没有定义的原因'}（返回码 ${returnCode}）`,

  notConnected: ({ peer }, render) => `没有连接到 ${render(peer)}`,
  lost: ({ peer, why }, render) => `${render(peer)} 关闭了连接${because(why, render)}`,
  closedHere: ({ peer }, render) => `客户端关闭了与 ${render(peer)} 的连接`,
  noPingresp: ({ peer, ms }, render) => `${render(peer)} 在 ${ms} 毫秒内没有响应 PINGREQ`,
  noAnswer: ({ expected, ms }) => `${ms} 毫秒内没有收到 broker 的 ${expected}`,
  pubackForQos2: () =>
    'broker 以 PUBACK 确认 QoS 2 的消息，如同 QoS 1（RabbitMQ 4.0 之前就是这样）：每条消息按至少送达一次处理',
  subscriptionRefused: () => 'broker 拒绝了订阅',
  inflightFull: ({ max }) => `已有 ${max} 条消息发布后还没有得到确认：请等待确认`,
  backlogWaits: ({ count }) => `还有 ${count} 条更早的消息在等待发布`,
  idsUsedUp: () => '65535 个报文标识符都在使用中',
  notStored: ({ why }, render) => `无法保存会话：${render(why)}`,
  packetTooLarge: ({ remaining, max }) => `报文的剩余长度会达到 ${remaining} 字节；MQTT 最多允许 ${max} 字节`,

  answersInHttp: ({ peer }, render) =>
    `${render(peer)} 以 HTTP 响应，不是 MQTT：该端口用于 WebSocket，应使用 scheme 6 到 10`,
  answersInTls: ({ peer }, render) =>
    `${render(peer)} 以 TLS 响应，不是 MQTT：该端口用于 TLS，应使用 scheme 2 到 5，WebSocket 则为 7 到 10`,
  protocolBroken: ({ peer, problem }, render) => `${render(peer)} 违反 MQTT 协议：${render(problem)}`,
  secondConnack: () => '又发来一个 CONNACK',
  beforeConnack: ({ packet }) => `在 CONNACK 之前发来 ${packet}`,
  onlyFromClient: ({ packet }) => `发来 ${packet}，这种报文只能由客户端发送`,
  noAuth: () => '发来 AUTH，MQTT 3.1.1 没有这种报文',
  reservedType: () => '发来保留类型 0 的报文',
  wrongFlags: ({ packet }) => `发来的 ${packet} 标志位无效`,
  wrongLength: ({ packet }) => `发来的 ${packet} 长度无效`,
  wrongId: ({ packet }) => `发来的 ${packet} 报文标识符为 0`,
  wrongReturnCode: ({ packet, code }) => `发来的 ${packet} 返回码为 ${code}，MQTT 3.1.1 没有定义`,
  wrongQos: () => '发来的 PUBLISH 的 QoS 为 3',
  wrongRemainingLength: () => '发来的剩余长度超过四个字节',
  inWill: ({ problem }, render) => `遗嘱：${render(problem)}`,
  inPublish: ({ problem }, render) => `在 PUBLISH 中，${render(problem)}`,

  clientId: () => '客户端 ID ',
  userName: () => '用户名',
  password: () => '密码',
  willTopic: () => '遗嘱主题',
  willMessage: () => '遗嘱消息',
  topic: () => '主题',
  topicFilter: () => '主题过滤器',
  holdsNul: ({ what }, render) => `${render(what)}含有 NUL 字符`,
  tooLong: ({ what, size, max }, render) => `${render(what)}有 ${size} 字节；MQTT 最多允许 ${max} 字节`,
  isEmpty: ({ what }, render) => `${render(what)}为空`,
  notUtf8: ({ what }, render) => `${render(what)}不是有效的 UTF-8`,
  wildcard: ({ character }) => `主题含有通配符 '${character}'，只有主题过滤器里才能有`,
  hashNotLast: () => "'#' 必须是主题过滤器的最后一个字符",
  notWholeLevel: ({ character }) => `'${character}' 必须独占主题过滤器的一级`,
};
