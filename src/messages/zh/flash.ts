import type { Catalogue } from '../message.ts';

/** What is said of the flash: its directory, its files, and the values of the manufacturing NVS. */
export const flash: Catalogue['flash'] = {
  certificateUnreadable: ({ why }, render) => `无法读取的证书：${render(why)}`,
  fileUnusable: ({ path, why }, render) => `${path} 无法用于连接：${render(why)}`,
  pairMismatch: ({ cert, key, why }, render) => `私钥 ${key} 与证书 ${cert} 不匹配：${render(why)}`,
  notLookedFor: ({ path, wanted }) => `没有连接会读取 ${path}：文件名应为 ${wanted}`,
  storedUnusable: ({ place, why }, render) => `存放在 ${place} 的内容无法用于连接：${render(why)}`,
  directoryUnusable: ({ path, why }, render) => `flash 目录 ${path} 无法使用：${render(why)}。`,
  noDirectory: ({ path }) => `没有 flash 目录 ${path}。`,
  heldBy: ({ path, pid, program }) =>
    `flash 目录 ${path} 正被 ${program}（进程 ${pid}）使用；请先结束它，或指定另一个目录。`,
  held: ({ path }) => `flash 目录 ${path} 正被别的程序使用；请先结束它，或指定另一个目录。`,
  heldHere: ({ path }) => `flash 目录 ${path} 正被本程序的另一个模组使用；请给每个模组指定各自的目录。`,
  cannotLock: ({ path }) => `flash 目录 ${path} 无法加锁：锁是一个 Unix 套接字，而系统拒绝创建它。`,
  unusable: ({ path, why }, render) => `${path} 无法使用：${render(why)}。`,
  unreadable: ({ path, why }, render) => `无法读取 ${path}：${render(why)}。`,
  unwritable: ({ path, why }, render) => `无法写入 ${path}：${render(why)}。`,
  notOpened: ({ path }) => `${path} 存在但无法打开；它可能是失效的链接。`,
  notSettings: ({ path }) => `${path} 的内容不是已保存的设置列表；请修复或移走它。`,
  newerFormat: ({ path, format, known }) =>
    `flash 目录 ${path} 的格式版本是 ${format}，而本版本的 atmqtt 最高支持 ${known}；请使用写入它的版本，或指定另一个目录。`,
  notFormat: ({ path }) => `${path} 没有说明 flash 目录的格式版本；请从备份恢复它。`,
  migrated: ({ path, from, to, copy }) =>
    `flash 目录 ${path} 已从格式版本 ${from} 升级到 ${to}；原来的内容保留在 ${copy}`,
  notMigrated: ({ path, from, to, why }, render) =>
    `flash 目录 ${path} 无法从格式版本 ${from} 升级到 ${to}，内容保持原样：${render(why)}。`,
  notEmpty: ({ path }) =>
    `flash 目录 ${path} 不是空的；请指定另一个目录，或加上 --replace，原来的内容会保留在它的 replaced-… 目录里。`,
  backupDamaged: ({ path, why }, render) => `${path} 无法恢复，未做任何更改：${render(why)}。`,
  noBackup: () => '它不是 atmqtt backup 写出的备份，或者不完整',
  notAsBackedUp: ({ path }) => `其中的 ${path} 与备份时不一致`,
  newerBackup: ({ path, format, known }) =>
    `${path} 备份的 flash 目录格式版本是 ${format}，而本版本的 atmqtt 最高支持 ${known}；请用生成它的版本恢复。`,
  notRestored: ({ path, why }, render) =>
    `flash 目录 ${path} 无法恢复：${render(why)}。原来的内容仍在其中，或在它的 replaced-… 目录里。`,
  halfRestored: ({ path }) =>
    `flash 目录 ${path} 正在恢复，或恢复时程序被强制结束；运行 atmqtt run 或再次恢复会完成其余部分。`,
  tooLargeToBackUp: ({ path }) =>
    `flash 目录 ${path} 的内容超过备份上限 1 GiB；请从它的 sessions 目录中移走不是会话的文件。`,
  keepsChanging: ({ path }) => `flash 目录 ${path} 变化太快，来不及读取；请等模组写入较少时再试。`,
  linesPutAside: ({ path, count, aside }) =>
    `保存的会话 ${path} 有 ${count} 行无法读取，已移到 ${aside}；其余的照常使用`,
  linesLeft: ({ path, count, aside, why }, render) =>
    `保存的会话 ${path} 有 ${count} 行无法读取，也无法移到 ${aside}：${render(why)}；其余的照常使用`,
  notNumber: ({ path, type, min, max }) => `${path} 里应有一个 ${type}，即 ${min} 到 ${max} 的数。`,
  notImported: ({ path, why }, render) => `${path} 没有导入：${render(why)}`,
  whichPartition: ({ path }) =>
    `${path} 是证书或私钥，但文件名没有说明用于哪个分区：请指定，例如 --partition mqtt_ca、--partition mqtt_cert 或 --partition mqtt_key。`,
  isNvs: ({ partition }) =>
    `它是整个 NVS 的镜像，而不只是 ${partition} 的：请不带 --partition 导入，并把文件命名为 mfg_nvs.bin。`,
  noSuchPartition: ({ name, partitions }) =>
    `没有用于证书或私钥的分区 ${JSON.stringify(name)}；有 ${partitions.join('、')}。`,
  nothingToExport: ({ partition }) => `${partition} 里没有存放任何内容。`,
  partitionTooSmall: ({ partition, bytes, needed }) =>
    `${partition} 的镜像需要 ${needed} 字节，不能是 ${bytes} 字节。`,

  notName: ({ name, max }) =>
    `${JSON.stringify(name)} 不能用作 NVS 里的名称：名称为 1 到 ${max} 字节，不含 NUL。`,
  outOfRange: ({ type, place, amount, min, max }) =>
    `${type} 的范围是 ${min} 到 ${max}，而 ${place} 是 ${amount}。`,
  tooLong: ({ type, place, amount, max }) => `${type} 最多 ${max} 字节，而 ${place} 有 ${amount} 字节。`,
};
