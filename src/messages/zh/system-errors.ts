/** What the operating system says of its own, by its code. */
const KNOWN: Readonly<Record<string, string>> = {
  ENOENT: '没有这个文件或目录',
  EACCES: '没有权限',
  EPERM: '不允许这个操作',
  EEXIST: '已有同名的文件或目录',
  EISDIR: '它是目录',
  ENOTDIR: '路径中有一部分不是目录',
  ENOTEMPTY: '目录不是空的',
  ENOSPC: '磁盘空间不足',
  EDQUOT: '超出磁盘配额',
  EROFS: '文件系统是只读的',
  EMFILE: '打开的文件太多',
  ENFILE: '系统打开的文件太多',
  ENAMETOOLONG: '名称过长',
  ELOOP: '符号链接层数过多',
  EXDEV: '不在同一个文件系统里',
  EBUSY: '正在被占用',
  EIO: '读写错误',
  ENXIO: '没有这个设备',
  ENODEV: '没有这个设备',
  ENOTTY: '它不是终端',
  EINVAL: '参数无效',
  ENOMEM: '内存不足',
  EPIPE: '对方已关闭',
  EADDRINUSE: '地址已被占用',
  EADDRNOTAVAIL: '本机没有这个地址',
  ECONNREFUSED: '连接被拒绝',
  ECONNRESET: '连接被对方复位',
  ETIMEDOUT: '超时',
  EHOSTUNREACH: '没有到该主机的路由',
  ENETUNREACH: '没有到该网络的路由',
};

/** What a library or the system says; that of the system as Node words it (`ENOENT: no such file or directory, open …`) is known. */
export function foreignText(text: string): string {
  const [, code = ''] = /^(E[A-Z0-9]+): /.exec(text) ?? /^\w+ (E[A-Z0-9]+)\b/.exec(text) ?? [];
  const known = KNOWN[code];
  return known === undefined ? text : `${known}（${code}）`;
}
