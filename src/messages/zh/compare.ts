import { day } from '../dates.ts';
import type { Catalogue } from '../message.ts';

const time = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) return `${hours} 小时 ${minutes % 60} 分`;
  return minutes > 0 ? `${minutes} 分 ${seconds % 60} 秒` : `${seconds} 秒`;
};

const LEFT_OUT = {
  timing: '重连的次数取决于模组的时钟',
  broker: '需要模组能访问到的 broker（--broker HOST:PORT，Wi-Fi）',
  restart: '会重启模组或改变它的时钟（--allow restart）',
  restore: '会恢复出厂设置（--allow restore）',
  flash: '会写入存放证书和密钥的分区（--allow flash）',
  oneRead: '一次写入的内容会被串口分成几段',
  address: '换成这个 broker 的地址后，有一行过长',
  elsewhere: '里面的 broker 地址只在观察真实模组的网络里有',
};

/** What `atmqtt compare` says. */
export const compare: Catalogue['compare'] = {
  lineLost: () => '端口的另一端已断开。',
  stopped: () => '用例还没有全部跑完就被终止了。',
  silent: () => '模组不再响应 AT。',
  notClean: () => 'AT+MQTTCLEAN 没有让模组回到链接未配置的状态。',
  nobodyThere: ({ port, ms }) => `${time(ms)}内 ${port} 上没有建立连接。`,
  noModule: ({ port }) => `${port} 上没有模组响应 AT：端口对吗？波特率对吗（serial:DEVICE,BAUD）？`,
  notJoined: ({ ssid }) => `模组没有连上 ${JSON.stringify(ssid)}：请检查名称和密码（--wifi-password-file）。`,
  noAddress: () => '模组没有 IP 地址：需要 broker 的用例不跑。请先让它连上 AP，或者写 --ssid。',
  brokerNotReached: ({ host, port }) =>
    `模组没有连上 ${host}:${port} 的 broker：需要 broker 的用例不跑。请用 --broker HOST:PORT 写本机的地址。`,
  waitsForModule: ({ reason }, render) => `${render(reason)}正在等它回来，最多两分钟；请复位或重新插上。`,
  moduleIsBack: () => '模组又有响应了，继续。',
  nothingPlayed: ({ why }, render) => `没有可以跑的用例。${why.map(render).join('')}`,
  noCorrections: ({ line }) => `第 ${line} 行不是 atmqtt compare --corrections 写出的格式。`,
  unwritable: ({ file, why }, render) => `无法写入 ${file}：${render(why)}`,
  badOnly: ({ typed, groups }) => `没有用例或组 ${JSON.stringify(typed)}；组有 ${groups.join('、')}。`,
  badAllow: ({ typed, known }) => `--allow 可以是 ${known.join('、')}，不能是 ${JSON.stringify(typed)}。`,
  badTimeout: ({ typed }) => `--timeout 是带单位的时间，例如 500ms 或 5s，不能是 ${JSON.stringify(typed)}。`,
  passwordWithoutSsid: () => '--wifi-password-file 要和 --ssid 一起写。',
  passwordTwice: ({ first, second }) => `Wi-Fi 密码写了两次（${first} 和 ${second}）：请只写一个。`,
  noCases: () => '这个安装里没有用例：请运行 npm run build，或者重新安装。',
  progress: ({ done, planned, differing, msLeft }) =>
    `${done} / ${planned} 个用例，${differing} 个与所有固件都不同，大约还要 ${time(msLeft)}`,

  title: ({ port }) => `${port} 上的模组的比较结果`,
  played: ({ played, planned, ms }) => `${planned} 个用例跑了 ${played} 个，用时 ${time(ms)}。`,
  mostLike: ({ profile, same, played }) => `最像固件 ${profile}：${played} 个用例中 ${same} 个相同。`,
  asMuchLike: ({ profiles }) => `所跑的用例无法区分它和 ${profiles.join('；')}。`,
  heldAgainst: ({ profile }) => `差异是相对于本程序按固件 ${profile} 的结果。`,
  noDifference: () => '没有差异。',
  findings: ({ findings, count }) => `${findings} 项发现，涉及 ${count} 个用例。`,
  likenessHead: () => '按固件统计的相同与不同',
  likeness: ({ name, same, differ }, render) => `  ${render(name)}：${same} 相同，${differ} 不同`,
  ourProfile: ({ profile }) => `atmqtt ${profile}`,
  observed: ({ version }) => `真实模组 ${version}`,
  same: () => '相同',
  differ: () => '不同',
  findingsHead: () => '发现',
  remarksHead: () => '没有比较的内容',
  madeBy: ({ program, startedAt }) => `atmqtt ${program}，${day(startedAt)}`,
  placeCause: ({ setting, follow }) =>
    follow === 'manual' ? `${setting}：与手册一致，与真实模组不同` : `${setting}：与真实模组一致，与手册不同`,
  profileCause: ({ profile }) => `与固件 ${profile} 一样`,
  answerCause: ({ command, ours, came }) => {
    const where = command === '' ? '' : `${command}：`;
    return `${where}应为 ${ours === '' ? '（无）' : ours}，实际是 ${came === '' ? '（无）' : came}`;
  },
  valuesCause: ({ shape }) => `${shape} 中的值不同`,
  orderCause: ({ command }) => `${command}：行相同，顺序不同`,
  lineEndsCause: () => '换行或回显不同',
  finding: ({ number, cause, count }, render) => `${number}. ${render(cause)}（${count} 个用例）`,
  case: ({ id, step, about }) => `${id}，第 ${step} 步：${about}`,
  sent: () => '发送',
  ours: () => '本程序',
  came: () => '实际',
  manual: () => '手册',
  nothing: () => '（无）',
  seenOn: ({ versions, manual }) => {
    const seen =
      versions.length === 0 ? '没有见过真实模组这样做' : `真实模组 ${versions.join('、')} 也这样做`;
    return manual ? `${seen}；手册也是这样` : seen;
  },
  moreCases: ({ ids }) => `还有 ${ids.join(' ')}`,
  leftOut: ({ why, count }) => `${count} 个用例没有跑：${LEFT_OUT[why]}。`,
  lostIn: ({ ids }) => `模组在这些用例中失去响应：${ids.join(' ')}。`,
  notCompared: () =>
    '不比较的内容：broker 的地址，一律写作 127.0.0.1 和 1883；版本、时间、内存数字和命令列表，只要格式对；模组启动时打印的内容。',
};
