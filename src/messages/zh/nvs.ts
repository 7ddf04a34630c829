import type { Catalogue } from '../message.ts';

/** What is said of the partition image of an NVS; pages and entries count from 0. */
export const nvs: Catalogue['nvs'] = {
  notPages: ({ bytes, pageBytes }) => `它有 ${bytes} 字节；NVS 分区由若干整页组成，每页 ${pageBytes} 字节。`,
  wrongSize: ({ bytes, pageBytes, min }) =>
    `NVS 分区的大小是 ${pageBytes} 的倍数，至少 ${min} 字节，不能是 ${bytes} 字节。`,
  tooSmall: ({ bytes, needed }) => `这些值需要 ${needed} 字节的镜像（含一个空闲页），不能是 ${bytes} 字节。`,
  namespacesFull: ({ max }) => `NVS 分区最多有 ${max} 个命名空间。`,
  nulInString: ({ place }) => `${place} 是含有 NUL 字节的字符串，NVS 无法存放。`,

  damage: ({ page, entry, what }, render) =>
    `页 ${page}${entry === undefined ? '' : `，条目 ${entry}`}：${render(what)}。`,

  unusedNotBlank: () => '标记为未使用，但不是空白',
  headerCrc: () => '页头的 CRC 不对；加密的分区无法读取',
  newerFormat: ({ version }) => `格式 ${hex(version)} 比这里支持的新`,
  markedCorrupt: () => '模组把它标记为损坏',
  unknownState: ({ state }) => `没有 ${hex(state)} 这种状态`,
  sameSequence: ({ page, sequence }) => `与页 ${page} 的序号 ${sequence} 相同`,
  notACopy: ({ page }) => `页 ${page} 标记为正在释放，但没有这一项`,

  emptyNotBlank: () => '标记为空，但不是空白，如同写入中途被打断',
  afterEmpty: () => '它在使用中，而前一个是空的',
  unknownEntryState: () => '位图里没有这种状态',
  entryCrc: () => 'CRC 不对',
  unknownType: ({ code }) => `未知的类型 ${hex(code)}`,
  spansMore: ({ span }) => `占 ${span} 个条目，而它的类型只占一个`,
  wrongSpan: ({ span, bytes, needed }) => `占 ${span} 个条目，而 ${bytes} 字节应占 ${needed} 个`,
  wrongChunk: ({ chunk }) => `块号 ${chunk} 与它的类型不符`,
  beyondPage: () => '数据超出这一页',
  dataNotWritten: ({ entry }) => `没有标记为已写入，却存有条目 ${entry} 的数据`,
  dataCrc: () => '数据的 CRC 不对',
  noName: () => '没有名称',
  endlessName: () => '名称没有结束符',

  namelessNamespace: ({ index }) => `它的命名空间 ${index} 没有名称`,
  namesNothing: () => '它在给命名空间命名的位置，却没有给出命名空间',
  namedTwice: ({ index }) => `命名空间 ${index} 或它的名称出现两次`,
  strayChunk: () => '它是 blob 的一块，而该 blob 的索引缺失',
  missingChunk: ({ number, count }) => `它的 blob 共 ${count} 块，缺少第 ${number} 块`,
  wrongBlobSize: ({ bytes, size }) => `它的 blob 各块共 ${bytes} 字节，应为 ${size} 字节`,
};

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
