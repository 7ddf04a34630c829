import type { Catalogue } from '../message.ts';

/** What `atmqtt explain` says around what is known of a code. */
export const explain: Catalogue['explain'] = {
  unknown: ({ typed, nearest }) =>
    `${JSON.stringify(typed)} 不是这个模组的错误码、命令或消息；` +
    (nearest === undefined
      ? '可以写 6006 这样的错误码、AT+MQTTPUB 这样的命令，或 +MQTTDISCONNECTED 这样的一行。'
      : `是不是 ${nearest}？`),
  noCommand: ({ name, nearest }) =>
    `没有命令 ${name}${nearest === undefined ? '；' : `；是不是 ${nearest}？`}所有命令见 docs/reference/commands.md`,
  unknownCode: ({ typed }) =>
    `${typed} 不是这个模组的错误码；错误码是以 0x01 开头的八位十六进制数，或手册里的 6001 到 6057。`,
  meaning: ({ text }, render) => `含义：    ${render(text)}`,
  advice: ({ text }, render) => `处理方法：${render(text)}`,
  givenBy: () => '返回它的命令：',
  givenByOther: ({ release }) => `本固件不返回它；在固件 ${release} 里返回它的命令：`,
  giver: ({ form, causes }) => (causes.length === 0 ? form : `${form}：${causes.join('；')}`),
  parameterCount: () => '参数个数',
  parameterUnreadable: ({ index }) => `第 ${index + 1} 个参数无法读取（序号 ${index}，从 0 开始数）`,
  aboutAndLimits: ({ about, limits }) => (limits === '' ? about : `${about.replace(/。$/, '')}（${limits}）`),
  ok: () => '命令已执行成功',
  okAdvice: () => '可以发下一条命令。后面跟着 > 时，发送所声明的数据。',
  error: () => '命令执行失败；原因见模组的日志',
  errorAdvice: () =>
    '发送一次 AT+SYSLOG=1，之后 ERROR 前面会打印 ERR CODE:0x…；用 atmqtt explain 查看这个错误码的含义。',
  prompt: () => '模组在等待前一条命令的数据',
  promptAdvice: () => '发送的字节数要与命令声明的完全一致，不带结束符；收齐之前，收到的一律是数据。',
  thenData: () => '收到 > 之后发送 <length> 字节',
  answers: ({ answer }) => `响应      ${answer}`,
  example: ({ example }) => `示例：    ${example}`,
  urc: ({ when }) => `含义：    ${when}`,
  broughtBy: ({ after }) => `触发：    ${after}`,
  compatRule: ({ rule }) => `兼容性规则 ${rule}：真实模组在这里的做法不同`,
};
