import type { Catalogue } from '../message.ts';

const SIGNALS = {
  hangup: '主机断开',
  open: '主机连接',
  dtr: '主机打开 DTR',
  rts: '主机打开 RTS',
  break: '主机发送 break',
} as const;
/** Which ports can tell it, where few can. */
const elsewhere = (signal: keyof typeof SIGNALS): string => {
  if (signal === 'break') return '；rfc2217-listen 可以';
  return signal === 'dtr' || signal === 'rts' ? '；serial 和 rfc2217-listen 可以' : '';
};
const THINGS = { folder: '目录', link: '链接', file: '普通文件' } as const;

/** What is said of ports: specifications, hosts that come and go, devices and their lines. */
export const ports: Catalogue['ports'] = {
  malformed: ({ spec, problem, usage, example }, render) =>
    `"${spec}" ${render(problem)}；写法是 ${usage}，例如 ${example}`,
  unknownKind: ({ spec, usages }) => `没有 "${spec}" 这种端口；可以写 ${usages.join('、')}`,
  stdioTakesNothing: ({ spec }) => `"${spec}" 后面不能写内容；只写 stdio`,
  ptyWithoutLink: ({ spec }) => `"${spec}" 的冒号后面没有路径；写 pty 或 pty:LINK`,

  noHost: () => '没有写主机名或地址',
  noPath: () => '没有写路径',
  noDevice: () => '没有写设备',
  noCommand: () => '没有写命令',
  zeroByteInPath: () => '的路径里有零字节',
  zeroByteInCommand: () => '的命令里有零字节',
  hostOptionValue: ({ spec, name, values }) => `"${spec}" 的选项 ${name} 取值：${values.join('、')}`,
  resetUnseen: ({ spec, kind, signal, values }) =>
    `"${spec}" 要求 resetOn=${signal}，而 ${kind} 端口察觉不到${SIGNALS[signal]}；它的取值：${values.join('、')}${elsewhere(signal)}`,
  resetNeverComes: ({ module, signal, ports: all }) =>
    `${module} 的配置项 resetOn=${signal} 永远不会使它复位：它的端口（${all.join('、')}）都察觉不到${SIGNALS[signal]}${elsewhere(signal)}。`,
  unknownOption: ({ option }) => `没有选项 "${option}"`,
  portZero: () => '的端口号为 0，无法连接',
  pathTooLong: ({ bytes, max }) => `的路径有 ${bytes} 字节，套接字的路径最多 ${max} 字节`,
  notAUrlPath: ({ path }) => `的路径 "${path}" 不能用在 URL 里`,
  speedNotANumber: ({ speed }) => `的波特率 "${speed}" 不是数字`,
  speedOutOfRange: ({ baud, min, max }) => `的波特率 ${baud} 超出范围，应为 ${min} 到 ${max}`,

  portTaken: ({ place }) => `${place} 被别的程序占用；请换一个端口，写 0 表示任取一个空闲端口`,
  portDenied: ({ place }) => `无权使用 ${place}；请用 1024 以上的端口`,
  foreignAddress: ({ place, loopback }) => `${place} 不是本机的地址；不写 HOST 即为 ${loopback}`,
  cannotOpen: ({ place, why }, render) => `无法打开 ${place}：${render(why)}`,
  cannotAccept: ({ place, why }, render) => `${place} 无法接受主机的连接：${render(why)}`,
  openToOthers: ({ place }) => `其他计算机也能访问 ${place}，接入的人可以发送任何命令`,

  pathTaken: ({ place }) => `${place} 被别的程序占用；请换一个路径`,
  noFolder: ({ place }) => `无法创建 ${place}，因为它所在的目录不存在；请创建目录或换一个路径`,
  folderDenied: ({ place }) => `无法创建 ${place}，因为您无权写它所在的目录；请换一个路径`,
  notASocket: ({ place, thing }) => `${place} 是${THINGS[thing]}，不是套接字；请换一个路径`,
  socketOfOther: ({ place }) => `${place} 属于其他用户；请换一个路径`,
  staleSocketStays: ({ place, why }, render) =>
    `${place} 是一个已结束的程序留下的，无法删除（${render(why)}）；请换一个路径`,

  reached: ({ name }) => `已连接到 ${name}`,
  notReached: ({ name, why }, render) => `无法连接 ${name}（${render(why)}），会重试直到连上`,
  lost: ({ name, seconds }) => `与 ${name} 的连接已断开，${seconds} 秒后重连`,
  notConnected: () => '没有连接',
  deviceAway: () => '设备不在',
  nobodyListens: () => '那里没有程序在监听',
  dialDenied: () => '没有权限',
  hostUnknown: () => '没有这个主机名',
  lookupFailed: () => '主机名现在无法解析',
  noAnswer: () => '没有响应',
  noAnswerWithin: ({ seconds }) => `${seconds} 秒内没有响应`,
  noRoute: () => '没有到它的路由',
  hungUp: () => '对方关闭了连接',

  pathRefused: ({ asked, path }) => `它请求的是 ${JSON.stringify(asked)}，不是 ${path}`,
  silentClosed: ({ spec, count, seconds }) =>
    `${spec} 断开了 ${count} 个连接：${seconds} 秒内没有请求升级到 WebSocket`,
  webSocketRefused: ({ name, why }, render) => `${name} 被拒绝：${render(why)}`,
  webSocketBroken: ({ name, why }, render) => `${name} 违反 WebSocket 协议：${render(why)}`,

  notALink: ({ link, thing }) => `${link} 是${THINGS[thing]}，不是指向伪终端的链接；请给链接换一个路径`,
  linkOfOther: ({ link }) => `${link} 属于其他用户；请给链接换一个路径，例如 --port pty:$HOME/atmqtt0`,
  linkInUse: ({ link, target }) => `${link} 指向 ${target}，而别的程序正打开着它；请删除链接或换一个路径`,
  linkElsewhere: ({ link, target }) => `${link} 是指向 ${target} 的链接，而后者不是伪终端；请换一个路径`,
  cannotMakeLink: ({ link, why }, render) => `无法创建 ${link}：${render(why)}`,
  ptyUnavailable: ({ why }, render) => `系统没有提供伪终端：${render(why)}；请改用 tcp-listen:`,
  noPtyPaths: () => 'Windows 没有带路径的伪终端；请改用 tcp-listen:',
  ptyPackageMissing: ({ platform }) =>
    `pty 端口需要 @lydell/node-pty，它在 ${platform} 上无法加载；请改用 tcp-listen:`,
  sttyMissing: () => 'pty 端口需要 stty 程序（属于 coreutils）；请安装它，或改用 tcp-listen:',
  sttyFailed: ({ why }, render) => `stty 无法把伪终端设为 raw 模式：${render(why)}；请改用 tcp-listen:`,
  ptyNotReplaced: ({ path, why }, render) => `伪终端 ${path} 已失效，且无法替换：${render(why)}`,
  ptyLost: ({ path, previous }) => `伪终端 ${previous} 被上一个主机锁住，现在改为 ${path}`,
  ptyReopened: ({ path, previous }) => `伪终端 ${previous} 已挂断，现在改为 ${path}`,

  deviceMissing: ({ place }) => `没有 ${place}；请插上设备，或用 atmqtt ports 列出现有的设备`,
  deviceDenied: ({ place, group }) =>
    `当前用户无权使用 ${place}；请运行 sudo usermod -aG ${group} $USER 加入它的用户组，然后重新登录`,
  deviceTaken: ({ place }) => `${place} 正被别的程序使用；请先结束那个程序`,
  notASerialDevice: ({ place }) => `${place} 不是串口设备；atmqtt ports 列出现有的设备`,
  cannotOpenDevice: ({ place, why }, render) =>
    `无法打开 ${place}（${render(why)}）；atmqtt ports 列出现有的设备`,
  serialPackageMissing: ({ platform }) =>
    `serial 端口需要 serialport 包，它在 ${platform} 上无法加载；` +
    '请安装它，或用 ser2net 提供该设备，再用 rfc2217:HOST:PORT 连接',
  udevadmMissing: () => '没有 udevadm 程序（属于 udev 包），无法列出串口设备',
  cannotListDevices: ({ why }, render) => `无法列出串口设备（${render(why)}）；请自行查看 /dev`,
  deviceGone: ({ place, why }, render) => `${place} 已断开（${render(why)}），重新出现后会自动打开`,
  deviceBack: ({ place }) => `${place} 已重新打开`,
  linesNotSeen: ({ place, why }, render) =>
    `${place} 看不到主机的 DTR 和 RTS（${render(why)}），因此它们不会使模组复位`,
  deviceClosed: () => '它被关闭了',
  lineUnchanged: ({ place, why }, render) => `${place} 保持原来的设置：${render(why)}`,
  rtsAloneImpossible: ({ place }) => `${place} 不支持单独用 RTS 流控，已设为无流控`,
  reframingImpossible: () => 'Windows 可以改变已打开设备的波特率，但不能改变数据位、校验位和流控',
  stopBitsImpossible: () => '系统无法设置 1.5 位停止位',

  clientSignature: ({ name, signature }) => `${name} 的标识是 ${JSON.stringify(signature)}`,
  lineSwitched: ({ name, line, on }) => `${name} ${on ? '打开' : '关闭'}了 ${line}，在这里没有作用`,
  speedsDiffer: ({ name, client, module }) =>
    `${name} 的波特率是 ${client}，模组 UART 的是 ${module}，在真实线路上双方都收不到正确的数据；` +
    `请把客户端设为 ${module}，或用 AT+UART_CUR 修改模组`,
  lineNotConfirmed: ({ name, setting, seconds }, render) =>
    `${name} 在 ${seconds} 秒内没有确认已设置${render(setting)}`,
  lineNotSet: ({ name, setting, answer }, render) => `${name} 没有设置${render(setting)}，响应是 ${answer}`,
  lineOutOfReach: ({ name, why }, render) => `无法把波特率告知 ${name}（${render(why)}）；请在那一端手工设置`,
  setByHand: ({ why }, render) => `${render(why)}；请在那一端手工设置`,
  refusesRfc2217: () => '它拒绝 RFC 2217',
  noRfc2217: () => '它没有以 RFC 2217 响应',
  speed: ({ baud }) => `波特率 ${baud}`,
  dataBits: ({ bits }) => `数据位 ${bits}`,
  parity: ({ parity }) => `校验位 ${parity}`,
  stopBits: ({ bits }) => `停止位 ${bits}`,
  flowControl: ({ flowControl }) => `流控 ${flowControl}`,

  programSays: ({ line }) => `exec: ${line}`,
  programNotStarted: ({ command, why }, render) =>
    `无法启动 exec ${command}：${render(why)}；请检查本机能否运行 /bin/sh`,
  programEnded: ({ command, how }, render) => `exec: ${command} ${render(how)}`,
  exited: ({ code, signal }) => `已退出，退出码 ${code}${signal === undefined ? '' : `（${signal}）`}`,
  exitedNotFound: ({ code }) => `已退出，退出码 ${code}：其中有一个程序找不到`,
  exitedNotExecutable: ({ code }) => `已退出，退出码 ${code}：其中有一个程序无法运行`,
  endedBySignal: ({ signal }) => `被 ${signal} 结束`,

  stdinIsTerminal: () =>
    '标准输入是终端，按 Enter 发送的是 LF，不是 CR LF；手工输入更适合用 pty 或 tcp-listen 端口',
};
