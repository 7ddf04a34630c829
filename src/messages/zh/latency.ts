import type { Catalogue } from '../message.ts';

/** What is said of the time that things take as on hardware. */
export const latency: Catalogue['latency'] = {
  hostWentOn: ({ command, answered, ms, latency, base, left, after }) => {
    const took = answered ? `${command} 用时 ${ms} ms` : `${command} 过了 ${ms} ms 还没有响应`;
    const share = `其中延迟 ${latency} ms${base === 'bench' ? '' : `（latency: ${base}）`}`;
    return `${took}，${share}；主机在 ${after} ms 后${left ? '已断开' : '就继续了'}`;
  },
};
