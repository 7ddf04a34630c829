import type { Catalogue } from '../message.ts';

/** What is said of the world outside of a module: the network, names, echo requests, time servers. */
export const platform: Catalogue['platform'] = {
  noNetwork: () => '没有网络',

  noAddress: ({ name, family, why }, render) => `${name} 没有 IPv${family} 地址：${render(why)}`,

  noPing: () => '没有安装 ping 程序；请安装 iputils-ping',
  pingNotRun: ({ why }, render) =>
    `无法运行 ping 程序：${render(why)}；它需要发送回显请求的权限（CAP_NET_RAW）`,
  silent: ({ host, seconds }) => `${host} 在 ${seconds} 秒内没有响应`,

  noAnswer: ({ ms }) => `${ms} 毫秒内没有响应`,
  shortAnswer: ({ bytes, expected }) => `响应只有 ${bytes} 字节，应为 ${expected} 字节`,
  notFromServer: () => '响应不是来自时间服务器',
  unsynchronised: () => '服务器自己的时钟尚未同步',
  kissOfDeath: ({ code }) => `服务器拒绝请求（kiss of death${code === '' ? '' : `：${code}`}）`,
  otherRequest: () => '响应属于另一个请求',
  onlyIgnored: ({ ms, why }, render) => `${render(why)}；已忽略，${ms} 毫秒内没有收到有效的响应`,
  noTimeServer: () => '该端口没有时间服务器在监听',
  noTime: () => '响应里没有时间',
};
