import { day } from '../dates.ts';
import type { Catalogue } from '../message.ts';

const DONE = {
  hangup: '已断开',
  open: '已连接',
  dtr: '打开了 DTR',
  rts: '打开了 RTS',
  break: '发送了 break',
} as const;

/** What is said of modules, their ports and their lines while they run. */
export const app: Catalogue['app'] = {
  defaultPortLeftOut: ({ kind, reason }, render) => `不使用默认的 ${kind} 端口：${render(reason)}`,
  waits: ({ what, seconds, reason }, render) =>
    `等待 ${render(what)}${seconds === undefined ? '' : `，最多 ${seconds} 秒`}：${render(reason)}`,
  waited: ({ what, seconds }, render) => `已就绪：${render(what)}（等了 ${seconds} 秒）`,
  thePort: ({ spec }) => spec,
  theFlash: ({ path }) => `flash 目录 ${path}`,
  theBroker: () => 'broker 的地址',
  forksKeepNothing: () => '带 fork 的端口上的模组不在 flash 目录里保存内容',
  bytesLost: ({ count, host, bufferBytes }) =>
    `丢失了 ${host} 发来的 ${count} 字节：主机没有遵守流控，${bufferBytes} 字节的接收缓冲区已满`,
  resetByHost: ({ host, signal }) => `${host} ${DONE[signal]}：模组复位`,
  resetBetweenHosts: () => '上一个主机已断开，又连接了一个主机：模组复位；设置 resetOn=none 则不复位',
  resetBySignal: () => 'SIGUSR2：所有模组复位',
  lineDoesNotFollow: ({ host, uart, reason }, render) =>
    `${host} 没有随 UART 改为 ${uart}：${render(reason)}`,
  certificateRunsOut: ({ place, date, days }) =>
    `存放在 ${place} 的证书${days < 0 ? `已于 ${day(date)} 过期（${-days} 天前）` : `将于 ${day(date)} 过期（还有 ${days} 天）`}；请重新签发，并存入新的证书`,
  flashNotEmpty: ({ name }) => `flash 里已有 ${name}；--try-tls 不要与 --flash 一起用，或者换一个空的目录。`,
};
