import type { Catalogue } from '../message.ts';
import { foreignText } from './system-errors.ts';
import { yamlMistake } from './yaml-mistakes.ts';

/** Where a value came from: an option, a variable of the environment, or a place in a file. */
function sourceOf(from: string): string {
  return `${from.replace(/^option /, '选项 ').replace(/^environment /, '环境变量 ')} `;
}

/** What is said of options, environment and settings file on their way to a plan. */
export const config: Catalogue['config'] = {
  takes: ({ name, values }, render) => `${name} 的取值：${render(values)}。`,
  takesAddress: ({ name, example, typed }) =>
    `${name} 要写 HOST:PORT，例如 ${example}，不能是 ${JSON.stringify(typed)}。`,
  noControlPath: ({ name }) => `${name} 要在 unix: 后面写套接字的路径，例如 unix:/tmp/atmqtt-control.sock。`,
  webOnSocket: ({ web, path, control }) =>
    `${sourceOf(web)}要求提供页面，而浏览器打不开${sourceOf(control)}的套接字 unix:${path}；请在那里写 HOST:PORT，或去掉其中一个。`,
  webElsewhere: ({ page, web, plane, control }) =>
    `${sourceOf(web)}要求页面在 ${page}，${sourceOf(control)}要求控制接口在 ${plane}，而页面由控制接口提供；请写同一个地址，或去掉其中一个。`,
  faultWithoutBroker: ({ fault, from }) =>
    `${sourceOf(from)}给出的故障 ${fault} 用于内置 broker，而没有内置 broker；请用 --broker 或 broker.tcp 启动它，或者用 --fault 让故障发生在任意 broker 之前。`,
  unknownVariable: ({ name, nearest }) => `没有环境变量 ${name}；是不是 ${nearest}？`,
  brokerPasswordShown: ({ option, file, variable }) =>
    `本机的其他用户能看到 ${option} 里的密码；请写进只有当前用户能读的文件，用 ${file} 指定，或设置 ${variable}`,
  brokerPasswordTwice: ({ first, second }) => `${first} 和 ${second} 都给出了密码；请去掉一个。`,
  badWait: ({ typed, max }) =>
    `--wait 的单位是秒，最大 ${max}，或写 forever，不能是 ${JSON.stringify(typed)}。`,
  passwordShown: ({ name, variable }) =>
    `本机的其他用户能看到 --set ${name}=… 里的密码；请设置环境变量 ${variable}，或写进只有当前用户能读的配置文件`,
  portsOfOne: ({ name, file, modules }) =>
    `${name} 只用于单个模组，而 ${file} 里有 ${modules} 个；请在文件里给每个模组写各自的端口。`,
  flashOfOne: ({ name, file, modules }) =>
    `${name} 只用于单个模组，而 ${file} 里有 ${modules} 个；请在文件里给每个模组写各自的 flash 目录。`,

  noFile: ({ file }) => `没有配置文件 ${file}；写法见 docs/guides/configuration.md。`,
  fileUnreadable: ({ file, why }) => `无法读取配置文件 ${file}：${foreignText(why)}。`,
  fileTooLarge: ({ file }) => `无法读取配置文件 ${file}：它超过 1 MiB。`,
  fileNotText: ({ file }) => `无法读取配置文件 ${file}：它不是 UTF-8 文本。`,
  /** A mistake with its place. */
  mistakeAt: ({ file, line, column, reason }, render) =>
    [file, line, column, ` ${render(reason)}`].filter((part) => part !== undefined).join(':'),

  yamlUnreadable: ({ what }) => `无法读取这段 YAML：${yamlMistake(what)}。`,
  yamlSign: ({ what }) => `无法读取这段 YAML：${yamlMistake(what)}；以这种符号开头的文本要加引号。`,
  yamlSeveralDocuments: ({ what }) =>
    `无法读取这段 YAML：${yamlMistake(what)}；只保留一个文档，不要有 "---" 行。`,
  yamlAlias: () => '无法读取这段 YAML：别名没有对应的锚点；以这种符号开头的文本要加引号。',
  yamlTooDeep: ({ levels }) => `无法读取这段 YAML：嵌套超过 ${levels} 层。`,
  yamlProto: () => '无法读取这段 YAML：键不能是 __proto__。',

  unknownKey: ({ shown, cut, nearest }) =>
    `这里没有键 ${JSON.stringify(shown)}；是不是 ${JSON.stringify(nearest)}？${cut ? '键后面是冒号和一个空格。' : ''}`,
  missingKey: ({ place, key }) =>
    `${place === '' ? '配置文件里' : `${place} `}缺少键 ${JSON.stringify(key)}。`,
  badModuleName: ({ name }) =>
    `模组不能叫 ${JSON.stringify(name)}；名称以字母开头，后面最多 31 个字母、数字、"_"、"." 或 "-"。`,
  /** What a port, an address or the like is refused for, as a whole sentence. */
  refused: ({ reason }, render) => render(reason).replace(/(?<![。？])$|\.$/, '。'),
  placeTakes: ({ place, values }, render) =>
    `${place === '' ? '配置文件' : `${place} `}的取值：${render(values)}。`,
  valuesOfListener: () => 'HOST:PORT、0 到 65535 的端口号，或 true',
  valuesOfFault: () => '一个故障：像 wifi.drop,after=5s,for=2s 这样的文本，或含有键 fault 的键和值',
  valuesOfList: () => '列表',
  valuesOfListMin: ({ min }) => `至少 ${min} 项的列表`,
  valuesOfListMax: ({ max }) => `最多 ${max} 项的列表`,
  valuesInQuotes: ({ values }, render) => `${render(values)}；要加引号`,

  askedTwice: ({ module, what }, render) => `模组 ${module} 有两处都要用${render(what)}；请修改其中一处。`,
  bothAsk: ({ first, second, what }, render) =>
    `模组 ${first} 和 ${second} 都要用${render(what)}；请修改其中一个。`,
  clientAt: ({ id, broker }) =>
    `客户端 ID ${JSON.stringify(id)}（broker 为 ${broker}），双方会互相挤掉对方的连接`,
  connectsNowhere: ({ module, names }) =>
    `模组 ${module} 不会自动连接：设置了 ${names.join('、')}，却没有设置 connect.host`,
  standardInput: () => '标准输入',
  link: ({ path }) => `链接 ${path}`,
  device: ({ path }) => `设备 ${path}`,
  socket: ({ path }) => `套接字 ${path}`,
  tcpPort: ({ port }) => ` TCP 端口 ${port}`,
  flashDirectory: ({ path }) => ` flash 目录 ${path}`,

  noMistakes: ({ file, modules, ports }) => `${file}：${modules} 个模组，${ports} 个端口；没有错误。`,
  noValue: () => '（无）',
  fromDefault: () => '默认',
  fromOption: ({ option }) => `选项 ${option}`,
  fromEnvironment: ({ variable }) => `环境变量 ${variable}`,
};
