import type { Catalogue } from '../message.ts';

/** What a trace says between the lines and packets themselves. */
export const trace: Catalogue['trace'] = {
  dials: ({ address }) => `broker > 连接 ${address}`,
  connected: () => 'broker < 已连接',
  closed: () => 'broker < 连接已关闭',
  closedBecause: ({ reason }, render) => `broker < 连接已关闭：${render(reason)}`,
  foreign: ({ direction }) => `broker ${direction} 不是 MQTT 的内容`,
  linkState: ({ link, from, to, reason }, render) => `link ${link}：状态 ${from} → ${to}：${render(reason)}`,
  restarts: () => '模组重启',
};
