import type { Catalogue } from '../message.ts';

/** What is said of the world outside of a module: the network, names, echo requests, time servers. */
export const platform: Catalogue['platform'] = {
  noNetwork: () => '没有网络',

  noAddress: ({ name, family, why }, render) => `${name} 没有 IPv${family} 地址：${render(why)}`,

  noPing: () => '缺少 ping 程序；请安装 iputils-ping',
  pingNotRun: ({ why }, render) =>
    `无法运行 ping 程序：${render(why)}；它需要发送回显请求的权限（CAP_NET_RAW）`,
  silent: ({ host, seconds }) => `${host} 在 ${seconds} 秒内没有响应`,

  noAnswer: ({ ms }) => `${ms} 毫秒内没有响应`,
  shortAnswer: ({ bytes, expected }) => `响应只有 ${bytes} 字节，应为 ${expected} 字节`,
  notFromServer: () => '响应不是来自服务器',
  unsynchronised: () => '服务器自己也不知道时间',
  kissOfDeath: () => '服务器要求不要再询问（kiss of death）',
  otherRequest: () => '响应与本次请求不符',
  onlyIgnored: ({ ms, why }, render) => `${render(why)}；已忽略，${ms} 毫秒内没有收到正确的响应`,
  noTimeServer: () => '那里没有时间服务器在监听',
  noTime: () => '响应里没有时间',
};
