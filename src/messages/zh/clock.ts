import type { Catalogue } from '../message.ts';

/** What is said of the module's clock. */
export const clock: Catalogue['clock'] = {
  set: ({ ms }) => `时钟已设为 ${new Date(ms).toISOString()}`,
  noTime: ({ server, why }, render) => `没有从 ${server} 得到时间：${render(why)}`,
  noHostTime: () => '没有可用的时间',
};
