import type { Catalogue } from '../message.ts';

const BYTES: Readonly<Record<number, string>> = { 0: 'NUL', 10: '换行符（LF）', 13: '回车符（CR）' };

/** What `atmqtt escape` says. */
export const escaping: Catalogue['escaping'] = {
  parameter: ({ parameter, name }) => `第 ${parameter} 个参数（${name}）`,
  unquotable: ({ what, byte, at }, render) =>
    `${render(what)}含有 ${BYTES[byte]}（第 ${at + 1} 字节），不能写进命令行`,
  tooLong: ({ what, bytes, max }, render) => `${render(what)}有 ${bytes} 字节，最多 ${max} 字节`,
  overlong: ({ name, bytes, max }) => `${name} 这一行连同结束符有 ${bytes} 字节，模组最多接受 ${max} 字节`,
  noNumber: ({ what, typed }, render) => `${render(what)}应为数字，不能是 ${JSON.stringify(typed)}`,
  noData: ({ name }) => `${name} 至少发送一个字节；发布空消息用 AT+MQTTPUB`,
  tooLarge: ({ bytes, free }) =>
    `负载有 ${bytes} 字节，模组最多接受 ${free} 字节（它的可用内存）：请分多次发布`,
  topicUnfit: ({ why }, render) => `消息不能用这个主题：${render(why)}`,

  commandUnknown: ({ name, firmware }) => `固件 ${firmware} 没有 ${name}；AT+CMD? 列出它的命令`,
  noParameters: ({ name }) => `${name} 没有参数`,
  count: ({ name, names, needed, given }) =>
    `${name} 需要 ${needed === names.length ? '' : `${needed} 到 `}${names.length} 个参数` +
    `（${names.join('、')}），给了 ${given} 个`,

  noTopic: () => '请写出主题和负载：atmqtt escape TOPIC PAYLOAD。',
  noPayload: () => "请把负载写在主题后面（空负载写 ''），或用 --file FILE 给出，或写 - 从标准输入读取。",
  twoPayloads: () => '负载写在主题后面或用 --file 给出，两者只能选一。',
  tooMany: ({ given }) => `需要一个主题和一个负载，给了 ${given} 个参数。负载里有空格时请加引号。`,
  twoInputs: () => '标准输入只能读一次；- 只能写一个。',
  unreadable: ({ path, why }, render) => `无法读取 ${path}：${render(why)}。`,
  replaced: ({ what }, render) =>
    `${render(what)}含有 U+FFFD，不是 UTF-8 的参数会变成这样；任意字节请用 --file 或 - 给出`,
  payload: () => '负载',
  secretShown: ({ what }, render) => `本机的其他用户能看到${render(what)}；请写 -，从标准输入给出`,

  inDataMode: ({ why, name }, render) => `${render(why)}：请用 ${name}。`,
  afterPrompt: ({ bytes }) => `收到提示符 > 之后，发送这 ${bytes} 个字节，不带结束符：`,
  notShown: () => '（不是文本；字节见下面的字面量）',
};
