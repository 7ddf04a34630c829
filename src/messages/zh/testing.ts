import type { Catalogue } from '../message.ts';

const percent = (part: number, all: number): string =>
  all === 0 ? '' : `（${Math.floor((100 * part) / all)} %）`;
const inTime = (ms: number | undefined): string => (ms === undefined ? '' : `（等了 ${ms} 毫秒）`);
const said = (lines: readonly string[]): string[] =>
  lines.length === 0 ? ['没有任何对话'] : ['对话内容（> 主机，< 模组）：', ...lines];
const soFar = (topics: readonly string[]): string => `目前出现过的主题：${topics.join('、') || '无'}`;

const PHASES: Readonly<Record<string, string>> = { begins: '开始', acts: '起作用', ends: '结束' };

/** What the kit for tests says of what did not come. */
export const testing: Catalogue['testing'] = {
  expected: ({ wanted, why, shown }, render) =>
    [`期望${render(wanted)}：${render(why)}`, ...shown].join('\n'),
  asNext: ({ wanted }, render) => `紧接着出现${render(wanted)}`,
  urc: ({ name }) => ` URC ${name}`,
  okTo: ({ line }) => `对 ${line} 的 OK`,
  promptAfter: ({ line }) => `提示符 >（${line} 之后）`,
  published: ({ topic }) => `主题 ${topic} 上的消息`,

  notInTime: ({ ms }) => `${ms} 毫秒内没有出现`,
  notPublished: ({ ms, topics }) => `${ms} 毫秒内没有出现；${soFar(topics)}`,
  otherCame: ({ lines }) => ['出现的是别的内容（- 期望，+ 收到）', ...lines].join('\n'),
  closed: () => '与模组的连接已关闭',
  answered: ({ answer }) => `响应是 ${JSON.stringify(answer)}`,

  noTime: ({ time }) => `${JSON.stringify(time)} 不是时间：请写 200ms、10s、2m，或毫秒数。`,
  noHost: () => '这个测试模组创建时没有主机：host: false。',
  noPort: ({ kind }) => `这个测试模组没有 ${kind} 端口：createTestModule({ port: '${kind}' })。`,
  noManualClock: () => "这个测试模组用的是本机的时钟：createTestModule({ clock: 'manual' })。",
  noTestModule: ({ name }) => `${name} 的参数必须是 createTestModule 创建的模组本身。`,
  noCommand: ({ name }) => `固件没有 ${name}；命令见 docs/reference/commands.md。`,
  noUrc: ({ name, names }) => `没有 URC ${name}；有 ${names.join('、')}。`,

  /** Between the lines of traffic. */
  linesLeftOut: ({ lines }) => `  … 另有 ${lines} 行`,
  data: ({ size, shown }) => `（${size} 字节数据）${shown}`,
  fault: ({ fault, phase }) => `${fault} ${PHASES[phase] ?? phase}`,
  nothingMore: () => '（没有更多）',
  commandsDiffer: (of) =>
    [
      `期望${of.met ? '是别的命令' : ` ${of.expected} 条命令`}，发送了 ${of.received} 条：${
        of.met
          ? '正是这些'
          : of.at > of.expected
            ? `第 ${of.at} 条是多余的`
            : of.at > of.received
              ? `第 ${of.at} 条没有出现${inTime(of.waited)}`
              : `第 ${of.at} 条不同`
      }（- 期望，+ 发送）`,
      ...of.lines,
      ...said(of.traffic),
    ].join('\n'),
  publishedCheck: (of) =>
    [
      `期望主题 ${of.topic} 上${of.met ? '没有' : '有'}这样的消息：${
        of.met ? '却出现了' : `没有出现${inTime(of.waited)}`
      }；${soFar(of.topics)}`,
      ...of.lines,
      ...said(of.traffic),
    ].join('\n'),
  stateCheck: (of) =>
    [
      `期望 link ${of.link} ${of.state === of.now ? '不处于' : '处于'}状态 ${of.state}：${
        of.now === undefined
          ? '没有这个 link；配置项 links 可以增加 link'
          : `它处于状态 ${of.now}${of.state === of.now ? '' : inTime(of.waited)}`
      }`,
      ...said(of.traffic),
    ].join('\n'),
  urcCheck: (of) =>
    [
      `期望${of.met ? '没有' : ''}出现 URC ${of.urc}${of.fields.length === 0 ? '' : `（${of.fields.join('、')}）`}：${
        of.met ? '却出现了' : `没有出现${inTime(of.waited)}`
      }`,
      ...of.heard.map((line) => `+ ${line}`),
      ...said(of.traffic),
    ].join('\n'),

  commandsCovered: ({ sent, all }) => `AT 命令：${all} 条里发送过 ${sent} 条${percent(sent, all)}`,
  commandCounts: ({ sent, failed }) => `${sent} 次${failed === 0 ? '' : `，其中失败 ${failed} 次`}`,
  neverSent: ({ commands }) => `从未发送：${commands.join(' ')}`,
  unknownSent: ({ lines }) => `模组不认识：${lines.join(' ')}`,
  urcsCovered: ({ handled, all }) => `URC：${all} 种里有 ${handled} 种之后发送了命令${percent(handled, all)}`,
  urcCounts: ({ heard, handled }) =>
    heard === 0
      ? '从未出现'
      : `出现 ${heard} 次，${handled === 0 ? '之后都没有发送命令' : `其中 ${handled} 次之后发送了命令`}`,

  noBroker: () => '这个测试没有 broker：createTestModule({ broker: true })。',
};
