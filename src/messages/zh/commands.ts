import type { Catalogue } from '../message.ts';

/** As Espressif's manual has them. */
const STATES = [
  'MQTT 未初始化',
  '已设置 AT+MQTTUSERCFG',
  '已设置 AT+MQTTCONNCFG',
  '连接已断开',
  '已建立连接',
  '已连接，但未订阅主题',
  '已连接，已订阅过主题',
];

/** What an address parameter takes; the rest of a kind, an example, stays as it is. */
const KINDS: readonly (readonly [string, string])[] = [
  ['an IPv4 address', 'IPv4 地址'],
  ['an IP address', 'IP 地址'],
  ['a MAC address of a single station, such as ', '单个 station 的 MAC 地址，例如 '],
  ['a MAC address', 'MAC 地址'],
];
const kindOf = (kind: string): string => {
  const known = KINDS.find(([english]) => kind.startsWith(english));
  return known === undefined ? kind : kind.replace(...known);
};

/** Why a command was refused or failed, and what one warns of. Parameters are counted from 1. */
export const commands: Catalogue['commands'] = {
  parameterMissing: ({ parameter, name }) => `缺少第 ${parameter} 个参数（${name}）`,
  parameterEmpty: ({ parameter, name }) => `第 ${parameter} 个参数（${name}）为空`,
  parameterTooLong: ({ parameter, name, bytes, max }) =>
    `第 ${parameter} 个参数（${name}）有 ${bytes} 字节，最多 ${max} 字节`,
  parameterOutOfRange: ({ parameter, name, given, min, max }) =>
    `第 ${parameter} 个参数（${name}）是 ${given}，应为 ${min === max ? `${min}` : `${min} 到 ${max}`}`,
  parameterOver32Bits: ({ parameter, name }) => `第 ${parameter} 个参数（${name}）超出 32 位`,
  parameterIsNot: ({ parameter, name, kind }) => `第 ${parameter} 个参数（${name}）不是 ${kindOf(kind)}`,
  timeZoneUnreadable: ({ parameter }) =>
    `第 ${parameter} 个参数（timezone）既不是 -12 到 14 的整小时数，也不是 [hh]mm（西时区前加负号）`,
  /** Where the manual is the stricter one. */
  genuineTakes: ({ why, place }, render) =>
    `${render(why)}；真实模组接受这种写法：要与它一致，设置 places.${place}=module`,
  longCredential: ({ why, command }, render) =>
    `${render(why)}；${command} 最多接受 1024 字节，真实模组也接受这里的写法：要与它一致，设置 places.credentialLimits=module`,
  lineCredential: ({ why, command }, render) =>
    `${render(why)}；${command} 接受一行放得下的长度，真实模组也接受这里的写法：要与它一致，设置 places.credentialLimits=module`,
  isEmpty: ({ name }) => `${name} 为空`,

  notEnoughMemory: ({ size, free }) =>
    `声明了 ${size} 字节，可用内存为 ${free} 字节；配置项 heapBytes 可以调大`,
  packetTooLarge: ({ size }) => `一个 MQTT 报文放不下 ${size} 字节`,
  /** What a genuine module prints on its second UART. */
  printedOnLogUart: ({ line }) => line,
  linkState: ({ link, state, advice }, render) =>
    `link ${link} 处于状态 ${state}（${STATES[state]}）；${render(advice).replace(/。$/, '')}`,
  keepAliveUsed: ({ seconds }) => `保活时间按 ${seconds} 秒处理`,
  noSemaphore: () => '内核没有可用的信号量',
  noEventGroup: () => '内核没有可用的事件组',
  otherNames: ({ announced, given }) => `声明了 ${announced} 个名称，后面有 ${given} 个`,
  nameMissing: ({ index, announced }) => `缺少 ${announced} 个名称里的第 ${index} 个`,

  wifiOff: () => 'Wi-Fi 已关闭；请先发送 AT+CWINIT=1',
  noStation: () => '当前模式没有 station；请先发送 AT+CWMODE=1',
  joinTimedOut: () => 'AP 或它的 DHCP 服务器没有及时响应',
  wrongPassword: () => '密码与配置项里该 AP 的密码不一致',
  noAccessPoint: () => '配置项 wifi.ssid 和 wifi.accessPoints 里没有这个 AP',
  channelsTooHigh: ({ last, max }) => `信道写到了 ${last}，最大是 ${max}`,

  transparentExcludesMux: () => '透传模式下不能设置 AT+CIPMUX=1；请先发送 AT+CIPMODE=0',
  muxExcludesTransparent: () => '多连接时不能设置 AT+CIPMODE=1；请先发送 AT+CIPMUX=0',
  nameServerTwice: () => '同一个 DNS 服务器写了两次',
  gatewayWithNetmask: () => '网关和子网掩码要么都写，要么都不写',
  linkIdFirst: () => 'AT+CIPMUX=1 之后，第一个参数要写 link ID',
  linkIdNotTaken: () => '只有 AT+CIPMUX=1 之后才能写 link ID',
  hostNotUtf8: () => '域名不是有效的 UTF-8，无法解析',
  nameNotFoundInTime: ({ ms }) => `${ms} 毫秒内没有解析到地址`,
  hostBeginsWithHyphen: () => '域名不能以 - 开头',

  noPartition: ({ name }) => `没有分区 ${JSON.stringify(name)}`,
  outsidePartition: ({ bytes }) => `偏移和长度要一起写，长度至少为 1，都不能超出分区的 ${bytes} 字节`,
  wholeSectors: ({ bytes }) => `flash 按整个扇区擦除，每个扇区 ${bytes} 字节`,
  notErased: ({ name }) => `${JSON.stringify(name)} 没有先擦除就写入，flash 里新旧字节已混在一起`,
  sleepNeedsStation: () => '只有 station 才能睡眠；请先发送 AT+CWMODE=1',
  noWakeupSource: () => '没有这个编号的唤醒源',
  noEarlierFirmware: () => '没有可以回退的固件',
  awaitsDownload: () => '模组像 AT+RST=1 之后那样等待下载固件，复位之前不响应',
  eraseNeedsNamespace: () => '擦除时要写命名空间',
  eraseNamesAtMostKey: () => '擦除时写命名空间，最多再写一个键',
  writeNeedsAll: () => '写入时要写命名空间、键、类型和值',
  noNamespace: ({ namespace }) => `没有命名空间 ${JSON.stringify(namespace)}`,
  noKey: ({ namespace, key }) => `${JSON.stringify(namespace)} 里没有键 ${JSON.stringify(key)}`,
  numberReadWhole: () => '数字只能整个读取',
  lengthNegative: ({ length }) => `长度是 ${length}，不能为负数`,
  lengthTooSmall: ({ length }) => `长度是 ${length}，至少为 1`,
  lengthTooLarge: ({ length, type, max }) => `长度是 ${length}，而 ${type} 最多 ${max} 字节`,
  offsetBehindValue: ({ offset, bytes }) => `偏移是 ${offset}，而值只有 ${bytes} 字节`,
  typeUnknown: ({ type }) => `类型是 ${type}，应为 1 到 8`,
  derStored: ({ namespace, tool }) =>
    `数据是 DER 格式，而 ${JSON.stringify(namespace)} 里必须是 PEM；用 openssl ${tool} -inform der 转换成 PEM`,
};
