import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';

const SCHEME_HINT = '（按模组的时钟校验证书）';

type Amounts = { values: number; namespaces: number };
const amounts = ({ values, namespaces }: Amounts): string => `${namespaces} 个命名空间里的 ${values} 个值`;

/** What the command line says of itself. */
export const cli: Catalogue['cli'] = {
  noLanguage: ({ name, typed }) =>
    `${name} 的取值是 en（English）或 zh（简体中文），不能是 ${JSON.stringify(typed)}。`,
  unknownCommand: ({ name }) => `没有命令 ${name}；atmqtt --help 列出所有命令。`,
  defect: ({ detail }) => `出现了不应发生的错误：${detail}`,
  outputUnwritable: ({ why }) => `无法写入标准输出：${foreignText(why)}。`,

  readyFileNotReplaced: ({ file, why }, render) => `无法替换就绪文件 ${file}：${render(why)}。`,
  readyFileNotWritten: ({ file, why }, render) => `无法写入就绪文件 ${file}：${render(why)}。`,
  page: ({ url }) => `在浏览器里查看：${url}`,
  pageNotOpened: ({ program, why, address }, render) =>
    `没有在浏览器里打开页面，因为 ${program} 失败：${render(why)}；请打开最先打印的地址，位于 ${address}`,
  openerEnded: ({ code, signal }) => (signal === null ? `它以退出码 ${code} 结束` : `它被 ${signal} 结束`),
  up: () => 'atmqtt 已启动：',
  serialPort: ({ path }) => `serial ${path}`,
  linkedSerialPort: ({ link, path }) => `serial ${link} → ${path}`,
  serialDevice: ({ path, baud }) => `serial ${path}，波特率 ${baud}`,
  addressedPort: ({ kind, address }) => `${kind.padEnd(6)} ${address}`,
  dialledPort: ({ kind, address }) => `${kind.padEnd(6)} ${address}（主动连接）`,
  forkingPort: ({ kind, address }) => `${kind.padEnd(6)} ${address}（每个连接一个模组）`,
  programPort: ({ command }) => `程序 ${command}`,
  stdioPort: () => '标准输入和标准输出',
  memoryPort: () => '内存',

  /** How to try the schemes over TLS, for a person. */
  tryTls: ({ tls, ws, wss }) =>
    [
      'flash 里已有 CA 证书和客户端证书。例如试用 scheme 5（TLS，双向校验）：',
      `  AT+CIPSNTPCFG=1,0                                  ${SCHEME_HINT}`,
      '  AT+MQTTUSERCFG=0,5,"desk","","",0,0,""',
      `  AT+MQTTCONN=0,"localhost",${tls},0`,
      `scheme 2 到 5 用端口 ${tls}，6 用 ${ws}，7 到 10 用 ${wss}；AT+MQTTCLEAN=0 之后可以重新开始。`,
    ].join('\n'),
  typeHere: ({ module }) =>
    `可以在这里输入${module === undefined ? ' AT 命令' : `发给 ${module} 的 AT 命令`}；Tab 补全，help 查看说明，Ctrl-C 结束。`,
  theTerminal: () => '终端',
  help: ({ commands }) =>
    `help AT+MQTTPUB 说明命令，help 6006 说明错误码，help +MQTTDISCONNECTED 说明消息；fault wifi.drop,for=2s 让故障发生。\n${commands.join(' ')}`,
  noLogFile: ({ file, why }, render) => `无法把日志写入 ${file}：${render(why)}。`,
  repeated: ({ what, count, seconds }, render) => `${render(what)}（${seconds} 秒内又出现 ${count} 次）`,
  moreAlike: ({ what, count, seconds }, render) =>
    `${seconds} 秒内还有 ${count} 行类似的日志，最后一行：${render(what)}`,
  terminalInBackground: () => '在后台时不读取终端；用 fg 将本程序调到前台；加 --no-terminal 则始终不读取',
  reloaded: ({ level }) => `SIGHUP：日志已重新打开，级别为 ${level}`,
  notReloaded: ({ why }, render) => `SIGHUP：配置保持不变：${render(why)}`,
  needRestart: ({ names }) => `重启后才生效：${names.join('、')}`,
  noTraceFile: ({ file, why }, render) => `无法把 trace 写入 ${file}：${render(why)}。`,
  noCapture: ({ file, why }, render) => `无法把抓包写入 ${file}：${render(why)}。`,
  captureWaits: ({ file }) => `还没有人读取 ${file}：有人读取后模组才启动，例如 "wireshark -k -i ${file}"`,
  captureEnds: ({ file, why }, render) => `抓包到此为止，模组继续运行：${file} 不再接受数据：${render(why)}`,
  captureAndMore: ({ second }) => `--pcap - 写到标准输出，${second} 也是：请把抓包写到文件或命名管道`,
  noFaults: () => '（没有打开任何故障；fault wifi.drop,for=2s 打开一个，Tab 补全故障名称）',
  noBrokerForFaults: () => '（没有内置 broker；用 --broker 启动它）',
  faultIsOn: ({ name, active, acted }) => (active ? `${name}：已起作用 ${acted} 次` : `${name}：还没有开始`),
  /** Completion in the terminal shows a line that a command answers with. */
  answers: ({ shape }) => `响应 ${shape}`,
  notSent: ({ bytes }) => `（超出声明长度的 ${bytes} 字节没有发送）`,
  moreExpected: ({ bytes }) => `（还需要 ${bytes} 字节）`,

  devicesNotListed: ({ why }, render) => `${render(why)}。`,
  noSerialDevices: () => '没有串口设备。',
  serialDevices: () => '串口设备：',
  serialNumber: ({ number }) => `序列号 ${number}`,
  kindsOfPort: () => '端口的种类：',

  flashSkipped: ({ place, type }) => `已跳过 ${place}：它的类型是 ${type}，AT+SYSMFG 没有这种类型`,
  flashImported: ({ directory, ...rest }) => `已导入 ${directory}：${amounts(rest)}`,
  flashExported: ({ file, bytes, ...rest }) => `已导出到 ${file}：${amounts(rest)}，${bytes} 字节`,
  backedUp: ({ directory, file, files, bytes }) =>
    `已将 ${directory} 的 ${files} 个文件备份到 ${file}，共 ${bytes} 字节；其中有密钥和密码`,
  restored: ({ directory, files, bytes, made }) =>
    `已将 ${files} 个文件恢复到 ${directory}，共 ${bytes} 字节，备份时间 ${made}`,
  restoreKept: ({ kept }) => `原来的内容保留在 ${kept}`,
  flashBadSize: ({ typed }) => `--size 要写字节数，例如 0x1F000 或 124K，不能是 ${JSON.stringify(typed)}。`,
  flashEmpty: () => '没有存放任何内容',
  flashValue: ({ bytes, privateKey }) => `${bytes} 字节${privateKey ? '，私钥' : ''}`,
  flashValueUnreadable: ({ reason }, render) => `无法读取：${render(reason)}`,
  flashUnusable: ({ why }, render) => `无法用于连接：${render(why)}`,
  flashSubject: ({ name }) => `使用者 ${name ?? '无'}`,
  flashIssuer: ({ name }) => `签发者 ${name ?? '无'}`,
  flashValid: ({ from, to }) => `有效期 ${from} 至 ${to}`,
};
