import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';

const TIME = '带单位的时间，例如 500ms、10s 或 2m';
const STEPS = '由 AT 命令行和步骤组成的列表';
const LISTENER = 'HOST:PORT、端口号或 true';

/** What the keys of a scenario take, by the last name of a path. */
const VALUES: Readonly<Record<string, string>> = {
  name: '带引号的文本',
  about: '文本',
  host: '文本',
  firmware: '带引号的版本，例如 "3.4"，或 master',
  follow: 'manual 或 module',
  settings: '模组的配置项，见 docs/reference/settings.md',
  broker: 'tcp、tls、ws 和 wss，或 false',
  tcp: LISTENER,
  tls: LISTENER,
  ws: LISTENER,
  wss: LISTENER,
  seed: '0 到 2147483647 的整数',
  timeout: TIME,
  swarm: 'topic、payload、qos、ramp、roundTrip、thresholds 和 loop',
  thresholds: '条件的列表，写在引号里，例如 "p99 < 50ms"',
  topic: '主题，带引号的文本',
  payload: '带引号的文本',
  qos: '0、1 或 2',
  retain: 'true 或 false',
  ramp: '每秒的模组数，大于 0',
  roundTrip: 'true 或 false',
  loop: 'rate、jitter 和 steps',
  rate: '每秒的轮数，0 或更大',
  jitter: '0 到 100 的数，单位：%',
  steps: STEPS,
  at: 'AT 命令行，YAML 需要引号时加引号',
  send: '字节，YAML 需要引号时加引号的文本',
  expect: '文本、/正则表达式/、按顺序排列的多个，或者 urc、published、silence 之一',
  urc: 'URC 的名称，例如 +MQTTSUBRECV',
  published: 'topic、payload、qos 和 retain',
  silence: TIME,
  fails: 'true，或错误码，例如 0x6006',
  data: '带引号的文本',
  exact: 'true 或 false',
  optional: 'true 或 false',
  publish: 'topic、payload、qos 和 retain',
  fault: '故障，例如 wifi.drop,for=2s；或它的名称和参数；或 remove 和名称',
  remove: '故障的名称',
  wait: `${TIME}；或 state 和 link`,
  state: '0 到 6 的状态，与 AT+MQTTCONN? 打印的一样',
  link: 'LinkID',
  repeat: 'times 和 steps',
  times: '大于 0 的整数',
  within: 'time 和 steps',
  time: TIME,
  parallel: '两个或更多的步骤列表',
  reset: 'true',
  power: 'on 或 off',
};

type Waited = { readonly ms: number; readonly withinLine: number | undefined };
type Answered = { readonly answer: string; readonly codes: readonly string[] };

const duration = (ms: number): string => (ms < 1000 ? `${ms} 毫秒` : `${ms / 1000} 秒`);
const waited = ({ ms, withinLine }: Waited): string =>
  `在 ${duration(ms)}${withinLine === undefined ? '' : `（第 ${withinLine} 行规定的时间）`}内`;
const quote = (pattern: string): string =>
  /^\/.+\/[a-z]*$/s.test(pattern) ? pattern : JSON.stringify(pattern);
const withCodes = ({ answer, codes }: Answered): string =>
  codes.length === 0 ? answer : `${answer}，${codes.join('，')}`;

/** What is said of scenarios: what is wrong with a file, how it is played and how it came out. */
export const scenario: Catalogue['scenario'] = {
  mistakes: ({ mistakes }, render) => mistakes.map(render).join('\n'),
  mistakeAt: ({ file, line, reason }, render) => `${file}:${line}: ${render(reason)}`,
  mistakeIn: ({ place, reason }, render) => `在 ${place} 里，${render(reason)}`,
  unknownKey: ({ key, nearest }) =>
    `这里没有键 ${key}${nearest === undefined ? '。' : `；是不是 ${nearest}？`}`,
  takes: ({ place, key }) => `${place} 的取值：${VALUES[key] ?? '别的内容'}。`,
  fileTakes: ({ keys }) => `场景是一个映射，键有 ${keys.join('、')}。`,
  notThreshold: ({ text }) =>
    `阈值由指标、<、<=、==、!=、>=、> 之一和值组成，例如 p99 < 50ms，不能是 ${text}。`,
  unknownMetric: ({ metric, nearest, known }) =>
    nearest === undefined
      ? `没有指标 ${metric}；可用的有 ${known.join('、')}。`
      : `没有指标 ${metric}；是不是 ${nearest}？`,
  thresholdUnit: ({ metric, time, of }) => {
    if (time) return `${metric} 要写带单位的时间，例如 50ms 或 2s。`;
    return `${metric} 要写数${of === undefined ? '' : `，或占 ${of} 的百分比，例如 99.9%`}。`;
  },
  belongsToSwarm: ({ key }) => `${key} 现在写在 swarm 下面：swarm: {${key}: …}；steps 的位置不变。`,
  stepTakes: ({ place, names }) => `${place} 应是一行 AT 命令，或一个映射，键是 ${names.join('、')} 之一。`,
  noStep: ({ place, key, nearest }) =>
    `${place} 没有任何能构成步骤的键${key === '' ? '。' : `：没有步骤 ${key}；是不是 ${nearest}？`}`,
  wildcard: ({ place }) => `${place}.publish.topic 里不能有 + 和 #，只有订阅才用它们。`,
  severalSteps: ({ place, names }) =>
    `${place} 是一个步骤，${names.join(' 和 ')} 是几个；请给每个单独加一个短横线。`,
  sendIsBytes: ({ place }) =>
    `${place} 用 send 发送 AT 命令：请改写成 at: AT+…，expect、data 和 timeout（30s）写在它旁边；send 用于原样发送字节。`,
  notBytes: ({ mark }) => `${mark} 既不是 ‹ff 0a› 这样的十六进制字节，也不是 ‹a*300› 这样的重复。`,
  repeatedTooOften: ({ mark, max }) => `${mark} 超过 ${max} 字节。`,
  badExpression: ({ typed, why }) => `${typed} 不是正则表达式：${why}。`,
  unknownPlaceholder: ({ name, nearest }) => `这里没有占位符 {${name}}；是不是 {${nearest}}？`,
  noLengthFor: ({ name }) => `只有 {random:LENGTH} 可以带长度，{${name}} 不行。`,
  badLength: ({ max, typed }) => `{random:LENGTH} 的长度从 1 到 ${max}，不能是 ${typed}。`,

  noFile: ({ file, help }, render) => `无法读取场景 ${file}：没有这个文件；${render(help)}。`,
  unreadable: ({ file, why, help }, render) => `无法读取场景 ${file}：${foreignText(why)}；${render(help)}。`,
  listHelps: () => 'atmqtt play --list 列出现成的场景',

  interrupted: ({ signal }) => `场景被 ${signal} 结束。`,
  restarted: () => '模组重启了，写出的是 ready，不是响应。',
  textDidNotCome: ({ text, ...rest }) => `${quote(text)} 没有${waited(rest)}出现。`,
  urcDidNotCome: ({ what, others, ...rest }) =>
    `${what}：没有${waited(rest)}出现${others.length === 0 ? '' : `；同名的出现过 ${others.join('、')}`}。`,
  noAnswer: ({ what, ...rest }) =>
    what === 'answer' ? `没有${waited(rest)}收到 OK 或 ERROR。` : `没有${waited(rest)}收到提示符 >。`,
  answered: (answered) => `响应是 ${withCodes(answered)}。`,
  shouldFail: (answered) => `响应是 ${withCodes(answered)}，应为 ERROR。`,
  otherCode: ({ wanted, codes }) =>
    codes.length === 0
      ? `收到的 ERROR 没有错误码，应有 ${wanted}；先发送 AT+SYSLOG=1 才会打印错误码。`
      : `收到的 ERROR 带有 ${codes.join('、')}，应为 ${wanted}。`,
  notSilent: ({ ms }) => `收到了内容，而这 ${duration(ms)}里不应收到任何内容。`,
  notPublished: ({ what, left, ...rest }) => {
    const others = left.map(({ topic, payload, qos }) => `${topic} ${JSON.stringify(payload)} QoS ${qos}`);
    return `${what}：没有${waited(rest)}出现；${others.length === 0 ? '没有发布任何消息' : `发布了 ${others.join('；')}`}。`;
  },
  otherState: ({ link, state, now, ...rest }) =>
    `link ${link} 没有${waited(rest)}进入状态 ${state}；${now === undefined ? '没有这个 link' : `它处于状态 ${now}`}。`,
  tooLate: ({ ms, line }) => `第 ${line} 行规定的 ${duration(ms)}已到，其中的步骤还没有做完。`,
  hostDidNotSend: ({ wanted, sent, ...rest }) =>
    `主机没有${waited(rest)}发送 ${wanted}；${sent === undefined ? '它没有再发送任何内容' : `它最后发送的是 ${sent}`}。`,

  unknown: ({ name, nearest }) =>
    `没有场景 ${name}；${nearest === undefined ? '' : `是不是 ${nearest}？`}atmqtt play --list 列出现成的场景；文件名要含有斜杠或以 .yaml 结尾。`,
  nothingToPlay: () =>
    'atmqtt play 后面要写场景：文件、现成场景的名称，或 --all；atmqtt play --list 列出现成的场景。',
  leftOut: ({ file, line, reason }, render) => `${file}:${line} 已跳过：${render(reason)}`,
  needsBroker: ({ step }) => `${step} 需要内置 broker，而这个场景里有 broker: false。`,
  needsListener: ({ name, kind }) =>
    `{${name}} 需要一个监听端口，而这个场景没有这种端口：请在 broker 下面加上 ${kind}: true。`,
  notAgainst: ({ step, port }) =>
    `${step} 无法作用于 ${port} 上的模组，它不归这里控制；--skip-faults 会跳过这样的步骤。`,
  settingsNotAgainst: ({ port }) =>
    `settings、firmware 和 follow 无法用于 ${port} 上的模组；--skip-faults 会忽略它们，照常播放场景。`,
  needsAgainst: () =>
    '--as module 需要指定主机接入的端口：--against pty:/tmp/esp 或 --against tcp-listen:3333。',
  anyAddress: ({ host }) => `--broker 要写硬件能访问到的本机地址，例如 192.168.1.10:1883，不能是 ${host}。`,
  badSeed: ({ typed, max }) => `--seed 是 0 到 ${max} 的整数，不能是 ${JSON.stringify(typed)}。`,
  programEnded: ({ command, how }, render) => `场景还没有结束，exec:${command} 的程序就${render(how)}。`,
  waiting: ({ where }) => `  等待中：${where}`,
  lineClosed: () => '端口已关闭。',
  nobodyThere: ({ port, ms }) => `${duration(ms)}后 ${port} 上仍没有连接：模组通电了吗？端口对吗？`,
  noModule: ({ port }) => `${port} 上没有模组响应 AT：端口对吗？波特率对吗（serial:DEVICE,BAUD）？`,
  noRestart: ({ port, ms }) => `AT+RST 之后 ${duration(ms)}内，${port} 上的模组没有写出 ready。`,
  stepLine: ({ ok, seconds, depth, step }) =>
    `  ${ok ? '通过' : '失败'} ${seconds.toFixed(3).padStart(8)} 秒  ${'  '.repeat(depth)}${step}`,
  failedAt: ({ file, line, reason }, render) => `${file}:${line}: ${render(reason)}`,
  cameThrough: ({ name, steps, seconds }) => `${name}：通过，${steps} 个步骤，用时 ${seconds.toFixed(1)} 秒`,
  failed: ({ name, seconds }) => `${name}：失败，用时 ${seconds.toFixed(1)} 秒`,
  summary: ({ passed, failed }) => `${passed + failed} 个场景里通过了 ${passed} 个。`,
  notReached: () => '没有执行到',
  listLine: ({ name, width, about }) => `${name.padEnd(width)}  ${about}`,
};
