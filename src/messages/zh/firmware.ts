import type { Catalogue } from '../message.ts';
import { translated } from './help/translated.ts';

/** What differs between two releases of ESP-AT. */
export const firmware: Catalogue['firmware'] = {
  default: ({ release }) => `${release}（默认）`,
  difference: ({ name, what }, render) => `${name}：${render(what)}`,
  gone: () => '已删除',
  new: () => '新增',
  parameterGone: ({ name }) => `<${name}> 已删除`,
  parameterNew: ({ name, limits }) => `新增 <${name}>：${translated(limits)}`,
  limits: ({ name, from, to }) => `<${name}>：${translated(from)} → ${translated(to)}`,
  fallback: ({ name, from, to }) => `省略 <${name}>：${value(from)} → ${value(to)}`,
  codes: ({ gone, added }) => `错误码：${changes(gone, added)}`,
  responses: ({ gone, added }) => `响应：${changes(gone, added)}`,
  changeGone: ({ what }, render) => `不再这样：${render(what)}`,
  same: ({ from, to }) => `${from} 和 ${to} 之间，主机看得到的内容没有差别。`,
  unknown: ({ typed, known }) => `没有固件 ${JSON.stringify(typed)}；有 ${known.join('、')}。`,
};

function value(fallback: string | undefined): string {
  return fallback === undefined ? '拒绝' : translated(fallback);
}

function changes(gone: readonly string[], added: readonly string[]): string {
  return [...gone.map((each) => `不再有 ${each}`), ...added.map((each) => `新增 ${each}`)].join('，');
}
