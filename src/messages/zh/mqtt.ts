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

/** What MQTT 5 (table 2-6) means by a code that MQTT 3.1.1 does not have. */
const REASON_CODES: Readonly<Record<number, string>> = {
  128: '未指明的错误',
  129: '报文格式错误',
  130: '协议错误',
  131: '实现特定的错误',
  132: '不支持的协议版本',
  133: '客户端 ID 无效',
  134: '用户名或密码错误',
  135: '未授权',
  136: '服务不可用',
  137: '服务器忙',
  138: '被禁止',
  139: '服务器正在关闭',
  140: '认证方法错误',
  141: '保活超时',
  142: '会话被接管',
  143: '主题过滤器无效',
  144: '主题名无效',
  145: '报文标识符已被使用',
  147: '超出接收最大数量',
  149: '报文过大',
  150: '消息速率过高',
  151: '超出配额',
  152: '管理操作',
  153: '消息内容格式无效',
  154: '不支持保留消息',
  155: '不支持该 QoS',
  156: '应使用另一台服务器',
  157: '服务器已迁移',
  158: '不支持共享订阅',
  159: '超出连接速率限制',
  160: '超出最大连接时间',
  161: '不支持订阅标识符',
  162: '不支持通配符订阅',
};

const coded = (code: number): string => {
  const words = REASON_CODES[code];
  return words === undefined ? `${code}` : `${code}，0x${code.toString(16)}，在 MQTT 5 中表示${words}`;
};

const ended = (peer: Message, why: Message | undefined, render: Render): string =>
  why === undefined ? `${render(peer)} 关闭了连接` : `与 ${render(peer)} 的连接断开（${render(why)}）`;

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
    `${render(peer)} 拒绝连接：${RETURN_CODES[returnCode] ?? 'MQTT 3.1.1 没有定义的原因'}（返回码 ${coded(returnCode)}）`,

  notConnected: ({ peer }, render) => `没有连接到 ${render(peer)}`,
  lost: ({ peer, why }, render) =>
    why === undefined ? `${render(peer)} 关闭了连接` : `与 ${render(peer)} 的连接断开：${render(why)}`,
  lostAfterConnack: ({ peer, why }, render) =>
    `刚收到 CONNACK、还没有发送其他报文，${ended(peer, why, render)}：可能有另一个客户端以相同的客户端 ID 连接，也可能是 broker 的访问规则或限制不允许该客户端保持连接`,
  lostAfter: ({ peer, sent, causes, why }, render) =>
    `刚发送${render(sent)}，${ended(peer, why, render)}：${render(causes)}`,
  subscribeTo: ({ topic, qos }) => ` SUBSCRIBE '${topic}'（QoS ${qos}）`,
  subscribeCauses: () => '有访问规则的 broker 在主题不被允许时会这样做，有的 broker 不接受这样的主题过滤器',
  unsubscribeFrom: ({ topic }) => ` UNSUBSCRIBE '${topic}'`,
  unsubscribeCauses: () => '有访问规则的 broker 在主题不被允许时会这样做',
  publishTo: ({ topic, qos, retain, again, bytes }) =>
    ` PUBLISH '${topic}'（${[
      ...(again ? ['重发'] : []),
      `QoS ${qos}`,
      ...(retain ? ['保留消息'] : []),
      ...(bytes === undefined ? [] : [`${bytes} 字节`]),
    ].join('，')}）`,
  publishCauses: ({ qos, retain }) =>
    `有访问规则的 broker 在主题不被允许时会这样做；其他可能的原因：${[
      '主题在该 broker 无效',
      ...(retain ? ['该 broker 不接受保留消息'] : []),
      ...(qos === 0 ? [] : [`该 broker 不接受 QoS ${qos}`]),
      '消息过大',
    ].join('、')}`,
  closedHere: ({ peer }, render) => `客户端关闭了与 ${render(peer)} 的连接`,
  noPingresp: ({ peer, ms }, render) => `${render(peer)} 在 ${ms} 毫秒内没有响应 PINGREQ`,
  noAnswer: ({ expected, ms, sent }, render) =>
    `${render(sent).trimStart()}：${ms} 毫秒内没有收到 broker 的 ${expected}`,
  sessionNotAsked: () => '请求的是清理会话（clean session），broker 却说会话存在；按清理会话处理',
  pubackForQos2: () =>
    'broker 以 PUBACK 确认 QoS 2 的消息，如同 QoS 1（RabbitMQ 4.0 之前就是这样）：每条消息按至少送达一次处理',
  subscriptionRefused: ({ topic, qos }) =>
    `broker 以 SUBACK 0x80 拒绝了对 '${topic}'（QoS ${qos}）的订阅：有访问规则的 broker 在主题不被允许时会这样做`,
  inflightFull: ({ max }) => `已有 ${max} 条消息发布后还没有得到确认：请等待确认`,
  backlogWaits: ({ count }) => `还有 ${count} 条更早的消息在等待发布`,
  idsUsedUp: () => '65535 个报文标识符都在使用中',
  notStored: ({ why }, render) => `无法保存会话：${render(why)}`,
  packetTooLarge: ({ remaining, max }) => `报文的剩余长度会达到 ${remaining} 字节；MQTT 最多允许 ${max} 字节`,

  answersInHttp: ({ peer, shown }, render) =>
    `${render(peer)} 以 HTTP 响应，不是 MQTT：该端口用于 WebSocket，应使用 scheme 6 到 10，或者是 Web 服务器的端口（收到 "${shown}"）`,
  answersInTls: ({ peer }, render) =>
    `${render(peer)} 以 TLS 响应，不是 MQTT：该端口用于 TLS，应使用 scheme 2 到 5，WebSocket 则为 7 到 10`,
  answersInOther: ({ peer, protocol, shown }, render) =>
    `${render(peer)} 使用 ${protocol}，不是 MQTT：请检查 broker 的地址和端口${shown === undefined ? '' : `（收到 "${shown}"）`}`,
  answersInText: ({ peer, shown }, render) =>
    `${render(peer)} 以文本响应，不是 MQTT：请检查 broker 的地址和端口（收到 "${shown}"）`,
  answersInBytes: ({ peer, shown }, render) =>
    `${render(peer)} 响应了 ${shown}，不是 CONNACK：请检查 broker 的地址和端口`,
  echoes: ({ peer }, render) =>
    `${render(peer)} 原样送回收到的数据，像回显（echo）服务器：请检查 broker 的地址和端口`,
  protocolBroken: ({ peer, problem }, render) => `${render(peer)} 违反 MQTT 协议：${render(problem)}`,
  announces: ({ peer, what }, render) =>
    `${render(peer)} 要发送${render(what)}；已在其到达之前断开连接：请调大 maxInboundBytes，或减小每次发布的消息`,
  tooLarge: ({ topic, size, max }) =>
    `一个 ${size} 字节的报文${topic === undefined ? '' : `（主题 ${JSON.stringify(topic)} 的消息）`}，超过 maxInboundBytes（${max}）`,
  secondConnack: () => '又发来一个 CONNACK',
  beforeConnack: ({ packet }) => `在 CONNACK 之前发来 ${packet}`,
  onlyFromClient: ({ packet }) => `发来 ${packet}，这种报文只能由客户端发送`,
  disconnectOfMqtt5: ({ code }) => `发来 MQTT 5 格式的 DISCONNECT，原因 ${coded(code)}`,
  noAuth: () => '发来 AUTH，MQTT 3.1.1 没有这种报文',
  reservedType: () => '发来保留类型 0 的报文',
  wrongFlags: ({ packet }) => `发来的 ${packet} 标志位无效`,
  wrongLength: ({ packet }) => `发来的 ${packet} 长度无效`,
  wrongId: ({ packet }) => `发来的 ${packet} 报文标识符为 0`,
  wrongReturnCode: ({ packet, code }) => `发来的 ${packet} 返回码为 ${coded(code)}，MQTT 3.1.1 没有定义`,
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
