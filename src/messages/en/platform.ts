import type { Message, Render } from '../types.ts';

/** What is said of the world outside of a module: the network, names, echo requests, time servers. */
export const platform = {
  noNetwork: () => 'no network',

  noAddress: ({ name, family, why }: { name: string; family: 4 | 6; why: Message }, render: Render) =>
    `${name} has no IPv${family} address: ${render(why)}`,

  noPing: () => 'the program ping is not installed; install iputils-ping',
  pingNotRun: ({ why }: { why: Message }, render: Render) =>
    `the program ping cannot be run: ${render(why)}; it needs the right to send echo requests (CAP_NET_RAW)`,
  silent: ({ host, seconds }: { host: string; seconds: number }) =>
    `${host} did not answer within ${seconds} s`,

  noAnswer: ({ ms }: { ms: number }) => `no answer within ${ms} ms`,
  onlyIgnored: ({ ms, why }: { ms: number; why: Message }, render: Render) =>
    `${render(why)}; it was ignored, and no valid answer came within ${ms} ms`,
  noTimeServer: () => 'no time server listens on that port',
  shortAnswer: ({ bytes, expected }: { bytes: number; expected: number }) =>
    `the answer has ${bytes} bytes, not ${expected}`,
  notFromServer: () => 'the answer is not from a time server',
  unsynchronised: () => "the server's own clock is not synchronised",
  kissOfDeath: ({ code }: { code: string }) =>
    `the server refuses requests (kiss of death${code === '' ? '' : `: ${code}`})`,
  otherRequest: () => 'the answer belongs to another request',
  noTime: () => 'the answer contains no time',
};
