import type { Message, Render } from '../types.ts';

/** What is said of the world outside of a module: the network, names, echo requests, time servers. */
export const platform = {
  noNetwork: () => 'there is no network',

  noAddress: ({ name, family, why }: { name: string; family: 4 | 6; why: Message }, render: Render) =>
    `${name} has no IPv${family} address: ${render(why)}`,

  noPing: () => 'the program ping is missing; install iputils-ping',
  pingNotRun: ({ why }: { why: Message }, render: Render) =>
    `the program ping cannot be run: ${render(why)}; it needs the right to send echo requests (CAP_NET_RAW)`,
  silent: ({ host, seconds }: { host: string; seconds: number }) =>
    `${host} did not answer within ${seconds} s`,

  noAnswer: ({ ms }: { ms: number }) => `no answer within ${ms} ms`,
  onlyIgnored: ({ ms, why }: { ms: number; why: Message }, render: Render) =>
    `${render(why)}; it was ignored, and no right one came within ${ms} ms`,
  noTimeServer: () => 'no time server listens there',
  shortAnswer: ({ bytes, expected }: { bytes: number; expected: number }) =>
    `the answer has ${bytes} bytes, not ${expected}`,
  notFromServer: () => 'the answer does not come from a server',
  unsynchronised: () => 'the server does not know the time itself',
  kissOfDeath: ({ code }: { code: string }) =>
    `the server asks not to be asked (kiss of death${code === '' ? '' : `: ${code}`})`,
  otherRequest: () => 'the answer is not to this request',
  noTime: () => 'the answer holds no time',
};
