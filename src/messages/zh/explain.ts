import type { Catalogue } from '../message.ts';

/** What `atmqtt explain` says around what is known of a code. */
export const explain: Catalogue['explain'] = {
  unknown: ({ typed, nearest }) =>
    `${JSON.stringify(typed)} 不是这个模组的错误码、命令或消息；是不是 ${nearest ?? '0x010a6006'}？`,
  noCommand: ({ name, nearest }) =>
    `没有命令 ${name}${nearest === undefined ? '；' : `；是不是 ${nearest}？`}所有命令见 docs/reference/commands.md`,
  unknownCode: ({ typed }) =>
    `${typed} 不是这个模组的错误码；错误码是 0x01… 加到八位数字，或手册里的 6001 到 6057。`,
  meaning: ({ text }, render) => `含义：    ${render(text)}`,
  advice: ({ text }, render) => `处理方法：${render(text)}`,
  givenBy: () => '返回它的命令：',
  giver: ({ form, causes }) => (causes.length === 0 ? form : `${form}：${causes.join('；')}`),
  parameterCount: () => '参数个数',
  parameterUnreadable: ({ index }) => `第 ${index + 1} 个参数无法读取（序号 ${index}，从 0 开始数）`,
  aboutAndLimits: ({ about, limits }) => (limits === '' ? about : `${about.replace(/。$/, '')}（${limits}）`),
  answers: ({ answer }) => `响应      ${answer}`,
  example: ({ example }) => `示例：    ${example}`,
  urc: ({ when }) => `含义：    ${when}`,
  broughtBy: ({ after }) => `触发：    ${after}`,
  compatRule: ({ rule }) => `兼容性规则 ${rule}：真实模组在这里的做法不同`,
};
