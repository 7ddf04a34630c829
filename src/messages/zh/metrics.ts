import type { Catalogue } from '../message.ts';

/** What is said of metrics and health, and of what `atmqtt status` shows. */
export const metrics: Catalogue['metrics'] = {
  taken: ({ address }) => `--metrics 的地址 ${address} 被别的程序占用；请换一个端口。`,
  denied: ({ address }) => `--metrics 无权使用 ${address}；请用 1024 以上的端口。`,
  foreignAddress: ({ address, loopback }) => `--metrics 的地址 ${address} 不是本机的地址；请用 ${loopback}。`,
  cannotListen: ({ address, why }, render) => `--metrics 无法监听 ${address}：${render(why)}；请换一个端口。`,
  at: ({ address }) => `指标：http://${address}/metrics`,
  open: ({ host }) => `凡是能访问 ${host} 的人都能读取指标。`,
  elsewhere: ({ paths }) => `这里有 ${paths.join('、')}。`,
  onlyGet: () => '只支持 GET 和 HEAD。',
  otherName: () => '只接受以本机环回地址或名称发来的请求。',
  unknownCode: () => '未知',

  starting: () => '正在启动',
  stopping: () => '正在停止',
  waiting: ({ what, reason }, render) => `等待 ${render(what)}：${render(reason)}`,
  portAway: ({ module, port, why }, render) => `${module} 的端口 ${port}：${render(why)}`,
  linkDown: ({ module, link, reason }, render) =>
    `${module} 的 link ${link} 没有连接${reason === undefined ? '' : `：${render(reason)}`}`,

  notUrl: ({ typed }) =>
    `status 要写 HOST:PORT 或 http URL，例如 http://127.0.0.1:9464，不能是 ${JSON.stringify(typed)}。`,
  unreachable: ({ address, why }, render) =>
    `${address} 上没有 atmqtt 响应：${render(why)}。它是否在运行，并且带有 --metrics？atmqtt status HOST:PORT 可以查询别的地址。`,
  noAnswer: ({ seconds }) => `${seconds} 秒内没有响应`,
  notOurs: () => '那里提供的是别的内容',
  statusHead: ({ version, pid, seconds, ready }) =>
    `atmqtt ${version}，进程 ${pid}，已运行 ${time(seconds)}：${ready ? '就绪' : '未就绪'}`,
  statusModule: ({ name, hosts, forks, wifi }) =>
    `${name}：${hosts} 个主机${forks === 0 ? '' : `，fork 端口上 ${forks} 个模组`}，Wi-Fi ${wifi ? '已连接' : '未连接'}`,
  statusPort: ({ port, away }) => `${port}：${away ?? '已打开'}`,
  statusLink: ({ link, kind, target, seconds, reconnects, losses }) =>
    `link ${link}：${LINK_KINDS[kind]}${target === undefined ? '' : `，${target}`}，${time(seconds)}；断开 ${losses} 次，重连 ${reconnects} 次`,
  statusSessions: ({ count, bytes }) => `保存的会话 ${count} 个，${bytes} 字节`,
};

const LINK_KINDS = {
  idle: '未配置',
  configured: '已配置，未连接',
  connected: '已连接',
  lost: '连接已断开',
} as const;

/** Its two largest parts. */
function time(seconds: number): string {
  const [minutes, hours, days] = [60, 3600, 86_400].map((each) => Math.floor(seconds / each)) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} 天 ${hours % 24} 小时`;
  if (hours > 0) return `${hours} 小时 ${minutes % 60} 分钟`;
  return minutes > 0 ? `${minutes} 分钟 ${seconds % 60} 秒` : `${seconds} 秒`;
}
