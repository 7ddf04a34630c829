import type { Catalogue } from '../message.ts';

/** What is said to and of the service manager. */
export const systemd: Catalogue['systemd'] = {
  ready: ({ modules, links }) => `就绪：${modules} 个模组，${links} 条 MQTT 连接`,
  notReady: ({ why, more }, render) => `未就绪：${render(why)}${more === 0 ? '' : `（另有 ${more} 项）`}`,
  noPath: ({ path }) =>
    `无法把状态告诉服务管理器：NOTIFY_SOCKET 是 ${path}，而只能使用有路径的套接字；请用 Type=exec，并去掉 WatchdogSec=`,
  notLoaded: ({ why }, render) =>
    `无法把状态告诉服务管理器：无法加载 node-unix-socket 包（${render(why)}）；请安装它，或用 Type=exec，并去掉 WatchdogSec=`,
  notTold: ({ path, why }, render) => `无法把状态告诉服务管理器：${path}：${render(why)}`,
};
