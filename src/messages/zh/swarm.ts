import type { Catalogue } from '../message.ts';

/** With separators of thousands, as in 10,100. */
const count = (number: number): string => number.toLocaleString('en-US');
/** A Han character is two columns wide. */
const row = (name: string, value: string): string =>
  `${name}${' '.repeat(Math.max(1, 10 - 2 * name.length))} ${value}`.trimEnd();

const URL_SHAPE = 'mqtt://HOST:PORT、mqtts://…、ws://HOST:PORT/PATH 或 wss://…';

/** What is said of a swarm: its options, its scenario, how it goes and how it went. */
export const swarm: Catalogue['swarm'] = {
  notWhole: ({ option, min, max, typed }) =>
    `${option} 是 ${min} 到 ${max} 的整数，不能是 ${JSON.stringify(typed)}。`,
  notNumber: ({ option, min, max, typed }) =>
    `${option} 是 ${min} 到 ${max} 的数，不能是 ${JSON.stringify(typed)}。`,
  needsLoop: ({ option }) => `${option} 需要场景里有 loop，而这个场景没有。`,
  emptyTopic: () => '--topic 要写主题，例如 swarm/{id}，不能是 ""。',
  badOption: ({ option, reason }, render) => `在 --${option} 里，${render(reason)}`,
  notUrl: () => `--broker 要写 ${URL_SHAPE}。`,
  otherUrl: ({ begin }) => `--broker 要写 ${URL_SHAPE}，而写的是以 ${begin} 开头的。`,
  percentSign: () => '--broker 的用户名或密码里，% 要写成 %25。',
  needsUser: () => '有密码就要有用户名：--broker mqtt://USER@HOST:PORT。',
  tooManyFiles: ({ modules, needed, have, advised }) =>
    `${count(modules)} 个模组大约需要打开 ${count(needed)} 个文件，而这个进程只能打开 ` +
    `${count(have)} 个：请先运行 "ulimit -n ${advised}"（shell 拒绝时用 root），或减少模组。`,
  tooFewPorts: ({ modules, address, ports, first, last }) =>
    `${count(modules)} 个模组连接 ${address} 需要同样多的本地端口，而系统只有 ` +
    `${count(ports)} 个（${first} 到 ${last}）：请扩大 net.ipv4.ip_local_port_range，或减少模组。`,

  printHelps: () => 'atmqtt swarm --print-scenario 打印一个可以照着改的场景',
  builtIn: () => '内置场景',
  cannot: ({ step }) =>
    `大量模组运行时不能做 ${step}：它们支持带 expect、data 和 timeout 的 AT 命令行、UART 以外的故障，以及给出时间的 wait；其余的请用 atmqtt play。`,

  begins: ({ modules, workers, address, seed }) =>
    `${modules} 个模组在 ${workers} 个线程里连接 ${address}，--seed ${seed}；按 Ctrl-C 结束。`,
  workerDied: ({ number, of, detail }) => `工作线程 ${number}（共 ${of} 个）异常终止：${detail}`,
  workerEnded: ({ number, of, code }) => `工作线程 ${number}（共 ${of} 个）自行结束，退出码 ${code}`,

  reset: () => 'SIGUSR2 使模组复位',

  noAnswer: () => '没有及时收到响应',
  noCode: () => 'ERROR，没有错误码；AT+SYSLOG=1 打印错误码',
  otherReasons: () => '其他原因',

  progress: ({ seconds, connected, modules, sent, received, lost, errors, roundTrip }) =>
    `${seconds} s：已连接 ${count(connected)}/${count(modules)}，` +
    `发送 ${count(sent)}/s，接收 ${count(received)}/s，断开 ${count(lost)}，错误 ${count(errors)}` +
    (roundTrip === undefined
      ? ''
      : `，p50 ${roundTrip.p50.toFixed(1)} ms，p99 ${roundTrip.p99.toFixed(1)} ms`),

  summaryModules: ({ modules, ready }) =>
    row('模组', `${count(modules)} 个，其中 ${count(ready)} 个完成了场景的步骤`),
  summaryConnected: ({ connected }) => row('已连接', `结束时 ${count(connected)} 个`),
  summaryLost: ({ lost, reconnected }) =>
    row('断开', `${count(lost)} 次，其中 ${count(reconnected)} 次又连上`),
  summarySent: ({ sent, perSecond }) => row('发送', `${count(sent)}，${count(perSecond)}/s`),
  summaryReceived: ({ received, perSecond }) => row('接收', `${count(received)}，${count(perSecond)}/s`),
  summaryRoundTrip: ({ p50, p90, p99, max }) =>
    row('往返时间', `p50 ${p50} ms，p90 ${p90} ms，p99 ${p99} ms，最大 ${max} ms`),
  summaryNoRoundTrip: () => row('往返时间', '未测量'),
  summaryTook: ({ seconds, cpuSeconds, workers }) =>
    row('用时', `${count(seconds)} s，${workers} 个线程共用处理器时间 ${count(cpuSeconds)} s`),
  summaryMemory: ({ mebibytes }) => row('内存', `常驻 ${count(mebibytes)} MiB`),
  summaryThresholds: () => row('阈值', ''),
  threshold: ({ threshold, ok, measured }) =>
    `${ok ? '满足' : '超出'}：${threshold}，${measured === undefined ? '没有测量值' : `实测 ${measured}`}`,
  notWell: ({ ready, modules, lost, errors, sent }) =>
    `${count(modules)} 个模组中 ${count(ready)} 个完成了场景的步骤，断开 ${count(lost)} 次，错误 ${count(errors)}，发送 ${count(sent)}`,
  summaryNoErrors: () => row('错误', '无'),
  summaryErrors: () => row('错误', ''),
  summaryError: ({ count: times, code, name }) => `${count(times)} × ${`${code} ${name}`.trim()}`,
  summaryLosses: ({ count: times, reason }) => `断开 ${count(times)} 次：${reason}`,
};
