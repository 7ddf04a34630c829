import type { Catalogue } from '../message.ts';

/** What is said of the time that things take as on hardware. */
export const latency: Catalogue['latency'] = {
  hostWentOn: ({ command, answered, ms, latency, base, left, after }) => {
    const took = answered ? `${command} 用时 ${ms} 毫秒` : `${command} 过了 ${ms} 毫秒还没有响应`;
    const share = `其中延迟 ${latency} 毫秒${base === 'bench' ? '' : `（latency: ${base}）`}`;
    return `${took}，${share}；主机在 ${after} 毫秒后${left ? '已断开' : '就继续发送了'}`;
  },
};
