import type { Catalogue } from '../message.ts';

const KINDS = { ca: ' CA 证书', cert: '证书', key: '私钥' } as const;

/** What is said of the image of a partition as AtPKI.py packs it. */
export const pki: Catalogue['pki'] = {
  headerCut: ({ bytes }) => `它不完整：只有 ${bytes} 字节，而仅文件头就有 8 字节。`,
  cut: ({ bytes, whole }) => `它不完整：有 ${bytes} 字节，而文件头里写的是 ${whole} 字节。`,
  noItems: () => '它不含证书，也不含私钥。',
  itemBeyond: ({ item, count }) => `第 ${item} 项（共 ${count} 项）超出了文件头里的长度。`,
  unknownKind: ({ item, kind }) => `第 ${item} 项的类型是 ${kind}；只有 1（CA）、2（证书）和 3（私钥）。`,
  itemEmpty: ({ item }) => `第 ${item} 项是空的。`,
  sameSet: ({ item, id }) => `第 ${item} 项的 ID 是 ${id}，与前面的一项相同。`,
  unlisted: ({ count, bytes }) => `文件头里写的是 ${count} 项，其后还有 ${bytes} 字节。`,
  trailing: ({ bytes }) => `它的结尾之后还有 ${bytes} 字节不属于它。`,
  otherKind: ({ item, kind, partition }) =>
    `第 ${item} 项是${KINDS[kind]}，不能放入 ${partition}：请用 --partition 指定分区。`,
  itemUnusable: ({ item, why }, render) => `第 ${item} 项：${render(why)}`,
};
