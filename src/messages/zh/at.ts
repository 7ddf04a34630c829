import type { Catalogue } from '../message.ts';

/** What a command waits for that is not a packet. */
const AWAITED: Readonly<Record<string, string>> = {
  'the echo': 'ping 的响应',
  'the name server': 'DNS 服务器',
};

/** A release that has what this one lacks; `since` is undefined where only earlier ones do. */
const releaseOf = ({
  firmware,
  since,
  set,
}: {
  firmware: string;
  since: string | undefined;
  set: string;
}): string =>
  `${since === undefined ? `只在固件 ${set} 及更早的版本中有` : `从固件 ${since} 起才有`}，而这个模组是固件 ${firmware}：` +
  `请设置 firmware=${set}${since === undefined || set === 'master' ? '' : ' 或更高版本'}`;

/** What is said of command lines and of data mode. Parameters and columns are counted from 1. */
export const at: Catalogue['at'] = {
  commandFailed: ({ reason, codes }, render) =>
    `${typeof reason === 'string' ? reason : render(reason)}${codes === '' ? '' : `（${codes}）`}`,
  /** What stands for a line, or data, that is not shown. */
  maskedBytes: ({ bytes }) => `（${bytes} 字节，不以 AT 开头）`,
  maskedData: ({ bytes }) => `（${bytes} 字节数据）`,
  busy: ({ line, command, seconds, waitsFor }, render) =>
    `busy：${typeof line === 'string' ? `${line} ` : render(line)}已丢弃，${command ?? '前一条命令'}（${seconds.toFixed(1)} 秒）还在等待${waitsFor === undefined ? '' : ` ${AWAITED[waitsFor] ?? waitsFor}`}`,
  busyWithData: ({ bytes, host, remaining }) =>
    `busy：${host} 发来的 ${bytes} 字节已丢弃，另一个主机的数据模式还差 ${remaining} 字节`,
  /** What the error of a command says that threw one. */
  commandThrew: ({ error }) => error,
  warning: ({ code, reason }, render) => `${code}：${typeof reason === 'string' ? reason : render(reason)}`,
  hostAttached: ({ host }) => `${host} 已接入`,
  foreignHost: ({ host, protocol }, render) =>
    `${host} 已断开，它发来的内容一概不执行：它发来的不是 AT 命令，而是 ${render(protocol)}`,
  hostDoesNotRead: ({ host, bytes, items, bufferBytes }) =>
    `${host} 不读取输出：它的 ${bufferBytes} 字节缓冲区已满，到现在已丢弃 ${items} 条响应和消息（${bytes} 字节）；` +
    '请让它读取，或调大 hostBufferBytes，或设置 slowHost=hold',
  mustAnswerAtOnce: () => '在另一条命令等待期间执行的命令必须立即响应',
  lineTooLong: ({ max }) => `该行超过 ${max} 字节；长消息请用 AT+MQTTPUBRAW 发送`,
  lineDropped: ({ host, bytes }) =>
    `${host} 发来的 ${bytes} 字节没有结束符，已丢弃；每条命令都要以配置项 terminator 规定的结束符结尾`,
  lineBlank: () => '空行',
  ownOutput: () =>
    '这是模组自己输出的内容，又作为输入传了回来：终端的回显是否开着（用 stty -echo 关闭），或者 TX 接到了 RX？',
  lineHoldsNul: () => '该行含有 NUL 字节，NUL 只能出现在数据模式里',
  lineNotAT: () => '该行不以 AT 开头',
  commandUnknown: ({ name, nearest }) =>
    `没有命令 ${name}；${nearest === undefined ? 'AT+CMD? 列出所有命令' : `是不是 ${nearest}？`}`,
  commandNotRead: ({ name }) => `无法识别 ${name}`,
  commandOfLater: ({ name, since, firmware, set }) =>
    `${name} 从固件 ${since} 起才有，而这个模组是固件 ${firmware}：请设置 firmware=${set} 或更高版本`,
  commandOfEarlier: ({ name, until, firmware, replacedBy }) =>
    `${name} 是固件 ${until} 之前的命令，而这个模组是固件 ${firmware}：` +
    `请${replacedBy === undefined ? '' : `改用 ${replacedBy}，或`}设置 places.retiredCommands=manual`,
  commandOfOthers: ({ name, what }, render) => `${name} ${render(what)}`,
  /** A reason, and what a person most likely did wrong in the line. */
  withMistake: ({ reason, mistake }, render) =>
    `${render(reason).replace(/([^？])$/, '$1；')}${render(mistake)}`,
  twoCommands: ({ column }) =>
    `这像是两条命令，第二条从第 ${column} 列开始：主机是不是只用 LF 或只用 CR 结尾？设置 terminator=any，或者以 CR LF 结尾`,
  endedAlone: ({ host, terminator, seconds }) =>
    `${host} 发来的一行只以 ${terminator.toUpperCase()} 结尾，之后 ${seconds} 秒没有再发；这里和真实模组一样，继续等待 CR LF：请以 CR LF 结尾，或设置 terminator=${terminator}`,
  wideCharacter: ({ column, typed, meant }) =>
    `第 ${column} 列是 ${typed}，不是 ASCII 的 ${meant}：请切换到英文输入法`,
  spaceBeforeEquals: ({ column }) => `第 ${column} 列，= 前面有空格`,
  spaceBetween: ({ column }) => `第 ${column} 列有空格，这里不能有空格`,
  spaceAtEnd: ({ column }) => `行末有空格，从第 ${column} 列开始`,
  semicolon: ({ column }) => `第 ${column} 列有 ;，而命令只以 CR LF 结尾`,
  remark: ({ column }) => `第 ${column} 列有 //，而命令里不能写注释`,
  quoteOpen: ({ column }) => `第 ${column} 列的双引号没有闭合`,
  formUnknown: ({ name, forms }) => `${name} 没有这种形式；请写 ${forms.join(' 或 ')}`,
  tooManyParameters: ({ given, max }) =>
    `有 ${given} 个参数，最多 ${max} 个；字符串里的逗号要加反斜杠：写成 \\,`,
  formOfOther: ({ reason, form, ...of }, render) => `${render(reason)}；${form} ${releaseOf(of)}`,
  countOfOther: ({ reason, given, ...of }, render) => `${render(reason)}；第 ${given} 个参数${releaseOf(of)}`,
  lineEndsInBackslash: () => '该行以反斜杠结尾，结束符被它转义了',
  numberQuoted: ({ parameter }) => `第 ${parameter} 个参数是数字，不能加引号`,
  numberExpected: ({ parameter, column }) => `第 ${parameter} 个参数（第 ${column} 列）不是数字`,
  stringExpected: ({ parameter, column }) =>
    `第 ${parameter} 个参数（第 ${column} 列）是字符串，必须加双引号`,
  quoteInside: ({ parameter, column }) => `第 ${parameter} 个参数里有双引号，在第 ${column} 列之前：写成 \\"`,
  commaInside: ({ parameter, column }) =>
    `第 ${parameter} 个参数在第 ${column} 列就结束了：',' 没有转义，写成 \\,`,
  quoteMissing: ({ parameter }) => `第 ${parameter} 个参数缺少右边的双引号`,
  hostGoneInData: ({ host, remaining }) =>
    `${host} 在数据模式中断开，还差 ${remaining} 字节；下一个发送的主机接着发`,
  hostGoesOnWithData: ({ host }) => `${host} 接着上一个主机的数据模式发送`,
  dataIncomplete: ({ why, received, length }, render) =>
    `${render(why)}：${length} 字节只收到 ${received} 字节，已丢弃`,
  dataEscaped: () => '主机用 +++ 退出了数据模式',
  dataLooksLikeCommands: ({ received, length, seconds }) =>
    `数据模式：${length} 字节已收到 ${received} 字节，${seconds} 秒没有再收到；主机发来的像是 AT 命令，` +
    '在这里却是数据；复位（SIGUSR2，或端口的 resetOn）或 dataModeTimeoutMs 可以退出',
  dataStalled: ({ received, length, seconds }) =>
    `数据模式：${length} 字节已收到 ${received} 字节，${seconds} 秒没有再收到；收齐 ${length} 字节之前，收到的一律是数据`,
  promptUnanswered: ({ length, seconds }) =>
    `数据模式：已发出 >，${seconds} 秒里 ${length} 字节一个也没有收到；> 后面没有结束符，等待一整行的主机会一直等下去`,
  leftOver: ({ bytes, length }) =>
    `这 ${bytes} 字节跟在声明长度为 ${length} 的数据之后：声明的长度太小，或者结束符和数据一起发送了`,
  dataTimedOut: ({ ms }) => `${ms} 毫秒没有收到任何字节`,
  otherSocket: () => '用于 TCP、UDP 和 SSL 套接字，这个模组没有这些功能：它只有 MQTT，用 AT+MQTTCONN 连接',
  otherHttp: () => '用于 HTTP，这个模组没有这个功能：它只有 MQTT',
  otherWebSocket: () =>
    '用于单独的 WebSocket，这个模组没有这个功能：MQTT over WebSocket 用 AT+MQTTUSERCFG 的 scheme 6 到 10',
  otherBluetooth: () => '用于蓝牙，这个模组没有这个功能',
  otherAccessPoint: () => '用于 SoftAP 模式，这个模组没有这个功能：它是 station，用 AT+CWJAP 连接 AP',
  otherProvisioning: () => '用于 Wi-Fi 配网，这个模组没有这个功能：用 AT+CWJAP 连接 AP',
  otherChip: () => '用于芯片（升级、引脚、文件），这里没有芯片：这个模组是软件',
  otherSimcom: () =>
    '是 SIMCom 模组的命令；ESP-AT 对应的是 AT+MQTTUSERCFG、AT+MQTTCONN、AT+MQTTPUB 和 AT+MQTTSUB',
  otherQuectel: () =>
    '是移远（Quectel）模组的命令；ESP-AT 对应的是 AT+MQTTUSERCFG、AT+MQTTCONN、AT+MQTTPUB 和 AT+MQTTSUB',
  otherCellular: () => '用于蜂窝模组；Wi-Fi 模组用 AT+CWJAP 连接 AP，用 AT+CWSTATE? 查询其状态',
};
