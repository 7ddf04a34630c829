import { faults as english } from '../en/faults.ts';
import type { Catalogue } from '../message.ts';

const MEMORY = { heap: '内存', semaphore: '信号量', eventGroup: '事件组' } as const;

/** Faults that are switched on. */
export const faults: Catalogue['faults'] = {
  begins: ({ name, about }, render) => `故障 ${name}：${render(about)}`,
  acts: ({ name }) => `故障 ${name} 起作用`,
  ends: ({ name }) => `故障 ${name} 结束`,
  unknown: ({ name, nearest }) =>
    `没有故障 ${name}；${nearest === undefined ? '' : `是不是 ${nearest}？`}所有故障见 docs/reference/faults.md`,
  unknownParameter: ({ fault, key, nearest }) =>
    `故障 ${fault} 没有参数 ${key}${nearest === undefined ? '' : `；是不是 ${nearest}？`}`,
  missingParameter: ({ fault, key }) => `故障 ${fault} 缺少参数 ${key}`,
  wrongParameter: ({ fault, key, why }) => `故障 ${fault} 的 ${key}：${problemOf(why)}`,
  parameterTakes: ({ fault, key, values }) => `故障 ${fault} 的 ${key} 取值：${valuesOf(values)}`,
  neverAgain: ({ fault }) =>
    `故障 ${fault} 没有 every：它不是瞬时的，而是一有机会就起作用，直到 for 或 count 使它结束`,
  noEvery: ({ fault, count }) =>
    `故障 ${fault} 是瞬时的：count=${count} 时，要用 every 说明发生之后隔多久再次发生`,
  notHere: ({ name, areas }) => `故障 ${name} 在这里不起作用，只有 ${areas.join('、')} 的故障可以`,
  notPossible: () => '该模组创建时没有故障功能；请给出选项 faults，空列表也可以',
  notATime: () => '时间要写成 200ms、5s、2m、1h 或毫秒数',
  notAPeriod: () => '重复的间隔至少为 1ms',
  notACommand: () => '命令要以 AT 开头',
  notATopic: () => '主题至少一个字符，不能有 +、# 和 NUL',
  tooLong: () => '时间最长 24 天',
  notEscaped: () => '文本里用 \\r、\\n、\\t、\\0、\\\\ 和 \\xNN 表示字节，不能有别的反斜杠',
  noMemory: ({ what }) => `没有可用的${MEMORY[what]}，由故障 module.noMemory 引起`,
  answered: ({ answer }) => `故障 module.answer 返回 ${answer}`,
  lineDoesNotFollow: ({ reason }, render) => `串口无法设为故障 uart.wrongBaud 的波特率：${render(reason)}`,
  notAnAddress: () => '应为 IPv4 或 IPv6 地址',
  notADate: () => '日期要写成 1970、2031-01-01 或 2026-11-30T12:00:00Z',
  notADifference: () => '时间差要写成 90s、-1h、8760h 或毫秒数',
  noTime: () => '没有响应，由故障 module.noTime 引起',
};

/** What is wrong with a value comes as its English text, out of the schema of the parameter. */
const PROBLEMS = [
  'notATime',
  'notAPeriod',
  'notACommand',
  'notATopic',
  'tooLong',
  'notEscaped',
  'notAnAddress',
  'notADate',
  'notADifference',
] as const;

function problemOf(why: string): string {
  const known = PROBLEMS.find((name) => english[name]() === why);
  return known === undefined ? why : faults[known]();
}

/** `a time`, `text`, `0 to 5`, `over 0 and more`, or values as they are. */
function valuesOf(values: string): string {
  if (values === 'a time') return '时间';
  if (values === 'text') return '文本';
  if (values === 'number') return '数';
  if (values === 'integer') return '整数';
  return values
    .replace(/^over (\S+)/, '大于 $1')
    .replace(/ to (?=\d)/, ' 到 ')
    .replace(/^大于 (\S+) and more$/, '大于 $1')
    .replace(/ and more$/, ' 以上');
}
