import type { Catalogue } from '../message.ts';

/** What is said of the module's clock. */
export const clock: Catalogue['clock'] = {
  set: ({ ms }) => `时钟已设为 ${new Date(ms).toISOString()}`,
  noTime: ({ server, why }, render) => `${server} 没有给出时间：${render(why)}`,
  noHostTime: () => '得不到时间',
};
