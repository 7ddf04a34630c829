import type { Catalogue } from '../message.ts';

/** What is said of metrics and health, and of what `atmqtt status` shows. */
export const metrics: Catalogue['metrics'] = {
  taken: ({ address }) => `--metrics 的地址 ${address} 被别的程序占用；请换一个端口。`,
  cannotListen: ({ address, why }) => `--metrics 无法监听 ${address}：${why}；请换一个端口。`,
  at: ({ address }) => `指标：http://${address}/metrics`,
  open: ({ host }) => `凡是能访问 ${host} 的人都能读取指标。`,
  elsewhere: ({ paths }) => `这里有 ${paths.join('、')}。`,
  onlyGet: () => '只支持 GET 和 HEAD。',
  unknownCode: () => '未知',

  starting: () => '正在启动',
  stopping: () => '正在停止',
  waiting: ({ what, reason }, render) => `等待 ${render(what)}：${render(reason)}`,
  portAway: ({ module, port, why }, render) => `${module} 的端口 ${port}：${render(why)}`,
  linkDown: ({ module, link, reason }, render) =>
    `${module} 的 link ${link} 没有连接${reason === undefined ? '' : `：${render(reason)}`}`,
};
