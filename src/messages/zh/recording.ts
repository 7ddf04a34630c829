import type { Catalogue } from '../message.ts';

const SIDES = { host: '主机', module: '模组' } as const;

/** Recordings of what goes between a host and a module: what a tap says, and what is wrong with a file. */
export const recording: Catalogue['recording'] = {
  cannotOpen: ({ file, why }, render) => `无法写入录制文件 ${file}：${render(why)}。`,
  notWritten: ({ file, why }, render) =>
    `录制文件 ${file} 从这里起不完整：${render(why)}；其他一切照常，缺少多少会在结束时说明`,
  readerTooSlow: () => '读取方太慢',
  missing: ({ file, bytes }) => `录制文件 ${file} 缺少 ${bytes} 字节`,
  secrets: ({ file }) => `录制文件 ${file} 包含线路上的全部内容，也包括密码，只有您能读取；--mask 可遮盖密码`,

  secretsOfRun: ({ file }) => `录制文件 ${file} 包含 UART 上的全部内容，也包括密码，只有您能读取`,

  severalModules: () => '--record 录制一个模组的通信，现在有多个模组：请把其他模组放到另一个程序里运行。',
  forksNotRecorded: () => '带 fork 的端口上的模组不会被录制',

  unreadable: ({ file, why }, render) => `无法读取 ${file}：${render(why)}。`,
  foreign: ({ file }) => `${file} 不是录制文件：第一行不是 atmqtt tap 或 run --record 写的文件头。`,
  laterVersion: ({ file, version }) =>
    `${file} 是版本 ${version} 的录制文件，需要更新版本的 atmqtt 才能读取。`,
  broken: ({ file, line, why }, render) => `${file}:${line}：无法读取这一行：${render(why)}。`,
  noJson: () => '不是 JSON',
  lineTooLong: () => '长度超过 16 MiB',
  noBytes: () => 'text、hex、base64 三者必须恰好有一个',
  wrongField: ({ field }) => (field === '' ? '不是对象' : `${field} 的值不对`),
  cutOff: ({ file, line }) =>
    `${file}:${line}：最后一行不完整，录制程序可能是被强行结束的；之前的各行照常使用`,

  replayUp: ({ file, as, place }) =>
    as === 'module'
      ? `正在以模组的身份回放 ${file}：主机接入 ${place}。`
      : `正在以主机的身份回放 ${file}，模组在 ${place}。`,
  replayed: ({ file, they, matched, sent }) =>
    `${file} 已回放到结尾：${SIDES[they]}发来的 ${matched} 字节与录制相同，已发送 ${sent} 字节。`,
  differs: ({ file, line, from, byte, inSecret }) =>
    `${file}:${line}：${SIDES[from]}发来的第 ${byte} 字节与录制不同${inSecret ? '；它在密码里，或没有显示出来' : '：'}`,
  surplus: ({ file, from, came }) => `${file} 已经结束，${SIDES[from]}又发来：${came}`,
  didNotCome: ({ file, line, from, wanted, why }) =>
    `${file}:${line}：${SIDES[from]}${why === 'late' ? '没有发来' : '已断开，没有发来'}录制的内容：${wanted}`,
  notThere: ({ file, line, from }) => `${file}:${line}：${SIDES[from]}已经断开。`,
  calledOff: ({ file, line }) => `${file}:${line}：回放在这里被取消。`,
  badTimeout: ({ typed }) =>
    `--timeout 的取值是秒数，或 500ms、2m 这样的时间，不能是 ${JSON.stringify(typed)}。`,
  maskedHost: ({ file }) => `${file} 录制时遮盖了密码，发给模组的是 "***"`,

  notCarriedOver: ({ file, line, why }, render) => `${file}:${line}：${render(why)}`,
  nothingSaid: () => '里面没有命令',
  early: ({ line }) => `${line} 在另一条命令还没结束时到来；场景一次只发一条命令，这一条已略去`,
  unknownCommand: ({ name }) => `atmqtt 没有命令 ${name}，已略去`,
  unanswered: ({ line }) => `${line} 没有得到完整的响应，已略去`,
  unknownOutput: ({ line }) => `atmqtt 不会输出 ${JSON.stringify(line)}，场景不等待它`,
  resetByItself: () => '模组自行重启；用步骤 reset 代替',
  storedContent: ({ name }) => `${name} 的响应取决于保存的内容，不做比较`,
  publishedByOthers: ({ topic }) => `有其他客户端向 ${topic} 发布；用步骤 publish 代替`,
  longData: ({ bytes }) => `数据长 ${bytes} 字节；用同样数目的 x 代替`,
  scenarioMade: ({ file, output }) => `已由 ${file} 生成 ${output}`,

  tapUp: ({ host, module }) => `正在监听线路：主机接入 ${host}，模组在 ${module}；按 Ctrl-C 结束。`,
  tapDone: ({ host, module, file }) =>
    `主机发送 ${host} 字节，模组发送 ${module} 字节${file === undefined ? '' : `，已录制到 ${file}`}`,
  stdioTwice: () => '标准输入输出只能作为其中一侧，不能同时作为两侧。',
  lineDoesNotFollow: ({ side, baud, why }, render) =>
    `${SIDES[side]}一侧的线路无法设为 ${baud} 波特：${render(why)}`,
  undelivered: ({ from, to, bytes }) => `${SIDES[from]}发送的 ${bytes} 字节丢失：${SIDES[to]}没有接入`,
  opened: ({ side, name }) => `${SIDES[side]}已接入${name === undefined ? '' : `：${name}`}`,
  closed: ({ side }) => `${SIDES[side]}已断开`,
  lost: ({ side }) => `${SIDES[side]}已断开，正在等待恢复`,
  line: ({ side, baud, flowControl }) => `${SIDES[side]}一侧的线路：${baud} 波特，流控 ${flowControl}`,
  signal: ({ side, signal }) => `${SIDES[side]}使 ${signal.toUpperCase()} 有效`,
  gap: ({ bytes }) => `此处缺少 ${bytes} 字节`,
};
