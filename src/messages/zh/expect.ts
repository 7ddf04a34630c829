import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';

const NOTHING_SAID = '（没有任何对话：没有主机发送过完整的一行）';

/** A pattern of --expect or --fail as it is shown: a regular expression as it was typed, a text in quotes. */
const quote = (pattern: string): string => (pattern.startsWith('/') ? pattern : JSON.stringify(pattern));

/** What is said of a run with --exec, --expect, --fail, --timeout or --junit. */
export const expect: Catalogue['expect'] = {
  emptyExec: () => '--exec 后面的命令不能为空。',
  badTimeout: ({ max, typed }) =>
    `--timeout 的单位是秒，大于 0，最大 ${max}，不能是 ${JSON.stringify(typed)}。`,
  nothingToReport: () =>
    '--junit 没有可报告的内容：请加上 --exec、--expect、--fail、--timeout，或只用 exec 端口运行。',
  reportUnwritable: ({ file, why }, render) => `无法写入报告 ${file}：${render(why)}。`,
  emptyPattern: ({ option }) => `${option} 后面的文本不能为空。`,
  badExpression: ({ option, typed, why }) => `${option} ${typed} 不是正则表达式：${why}。`,
  patternTooLong: ({ option, max }) => `${option} 的文本最多 ${max} 个字符：匹配只在这么多字符里查找。`,
  fitsNothing: ({ option, typed }) => `${option} ${typed} 能匹配空文本，因此判断不了任何内容。`,
  stdioTwice: () => '--exec 和端口 stdio 都要用标准输入和标准输出；请换一种端口。',

  unknownRule: ({ option, rule, meant }) =>
    `${option} 没有规则 ${JSON.stringify(rule)}；${meant === undefined ? '' : `是不是 ${meant}？`}所有规则见 docs/reference/compat.md。`,
  strict: ({ rules }) => `这个模组做了真实模组不会做的事：${rules.join('、')}。`,
  compatSummary: ({ kinds }) =>
    `有 ${kinds} 种做法在这里能通过，在真实模组上通不过；详细说明见 docs/reference/compat.md：`,
  compatFinding: ({ module, rule, count, reason, advice }, render) =>
    `${module === undefined ? '' : `${module}：`}${rule}${count === 1 ? '' : `（${count} 次）`}：${render(reason)}。${render(advice)}`,

  failCame: ({ pattern, line }) => `出现了 --fail ${quote(pattern)}：${line}`,
  hostGone: ({ pattern }) => `--expect ${quote(pattern)} 还没有出现，主机就断开了。`,
  interrupted: ({ signal, pattern }) => `--expect ${quote(pattern)} 还没有出现，运行就被 ${signal} 结束了。`,
  timedOut: ({ seconds }) => `运行没有在 ${seconds} 秒内结束。`,
  didNotCome: ({ pattern, seconds }) => `--expect ${quote(pattern)} 没有在 ${seconds} 秒内出现。`,
  programEnded: ({ how }, render) => `--exec 的程序${render(how)}。`,
  programEndedBefore: ({ how, pattern }, render) =>
    `--expect ${quote(pattern)} 还没有出现，--exec 的程序就${render(how)}。`,
  portProgramEnded: ({ command, how }, render) => `exec:${command} 的程序${render(how)}。`,
  portProgramEndedBefore: ({ command, how, pattern }, render) =>
    `--expect ${quote(pattern)} 还没有出现，exec:${command} 的程序就${render(how)}。`,
  interruptedProgram: ({ signal, command }) =>
    `exec:${command} 的程序还没有结束，运行就被 ${signal} 结束了。`,
  notStarted: ({ why }) => `无法启动：${foreignText(why)}`,
  trafficLine: ({ line }) =>
    line
      .replace(/(?<= > )\((\d+) bytes? that do(?:es)? not begin with AT\)$/, '（$1 字节，不以 AT 开头）')
      .replace(/(?<= > )\((\d+) bytes? of data\)$/, '（$1 字节数据）')
      .replace(/^\(no traffic: no host has sent a whole line\)$/, NOTHING_SAID),
  nothingSaid: () => NOTHING_SAID,

  /** In the report, where the case is named already. */
  caseProgramEnded: ({ how }, render) => `程序${render(how)}。`,
  caseProgramRuns: () => '程序还没有结束，运行就结束了',
  caseNoStart: () => '运行没有启动',
  caseNotReached: () => '还没有轮到它，运行就结束了',
  caseDidNotCome: () => '它还没有出现，运行就结束了',
  caseDidNotBegin: () => '它还没有开始，运行就结束了',
};
