import type { Message, Render } from '../types.ts';

const THINGS = {
  folder: 'a folder',
  socket: 'a socket',
  circle: 'a link that leads to itself',
  terminal: 'a terminal',
} as const;
const SECRETS = {
  password: 'a password',
  privateKey: 'a private key',
  flash: 'what modules store, keys and passwords among it',
} as const;
const MODES = { file: '600', folder: '700' } as const;
const MISTAKES = {
  empty: 'it is empty',
  lines: 'it has more than one line',
  notText: 'it is not text in UTF-8',
  long: 'it is longer than 65535 bytes',
} as const;

type OfPath = { readonly path: string };

/** What is said of files that users name. */
export const files = {
  foreign: ({ path }: OfPath) => `${path} is a pipe or device that another user created; choose another path`,
  noFile: ({ path, thing }: OfPath & { thing: keyof typeof THINGS }) => `${path} is ${THINGS[thing]}`,
  exposed: ({
    path,
    holds,
    thing,
    own,
  }: OfPath & { holds: keyof typeof SECRETS; thing: keyof typeof MODES; own: boolean }) =>
    `other users of this computer can read ${path}, which holds ${SECRETS[holds]}: ` +
    (own
      ? `run "chmod ${MODES[thing]} ${path}"`
      : 'let its owner give it to this user, or to a group of this user alone, and take it from all others'),
  noPassword: ({ path, mistake }: OfPath & { mistake: keyof typeof MISTAKES }) =>
    `${path} holds no password: ${MISTAKES[mistake]}. It takes one line.`,
  passwordUnreadable: ({ path, why }: OfPath & { why: Message }, render: Render) =>
    `The password file ${path} cannot be read: ${render(why)}.`,
};
