import type { Catalogue } from '../message.ts';

const THINGS = { folder: '目录', socket: '套接字', circle: '指向自己的链接', terminal: '终端' } as const;
const SECRETS = {
  password: '密码',
  privateKey: '私钥',
  flash: '模组保存的内容，包括私钥和密码',
} as const;
const MODES = { file: '600', folder: '700' } as const;
const MISTAKES = {
  empty: '它是空的',
  lines: '它不止一行',
  notText: '它不是 UTF-8 文本',
  long: '它超过 65535 字节',
} as const;

/** What is said of files that users name. */
export const files: Catalogue['files'] = {
  foreign: ({ path }) => `${path} 是其他用户放在那里的管道或设备；请换一个路径`,
  noFile: ({ path, thing }) => `${path} 是${THINGS[thing]}`,
  exposed: ({ path, holds, thing, own }) =>
    `本机的其他用户能读取 ${path}，里面有${SECRETS[holds]}：` +
    (own
      ? `请运行 "chmod ${MODES[thing]} ${path}"`
      : '请让它的所有者把它交给当前用户，或交给只有当前用户的用户组，并去掉其他人的权限'),
  noPassword: ({ path, mistake }) => `${path} 里没有密码：${MISTAKES[mistake]}。它应该只有一行。`,
  passwordUnreadable: ({ path, why }, render) => `无法读取密码文件 ${path}：${render(why)}。`,
};
