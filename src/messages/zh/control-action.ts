import type { Catalogue } from '../message.ts';

/** What the control plane answers to what cannot be done now. */
export const controlAction: Catalogue['controlAction'] = {
  justOneOf: ({ fields }) => `请求体要有 ${fields.join('、')} 中的一个，且只能有一个。`,
  withoutPower: ({ module }) =>
    `${module} 没有供电；请用 atmqtt ctl power on 或 POST /api/v1/modules/${module}/power {"on":true} 打开。`,
  asleep: ({ module }) =>
    `${module} 正在睡眠，听不到任何内容；请等它醒来，或用 atmqtt ctl reset 或 POST /api/v1/modules/${module}/reset 复位。`,
  notConnected: ({ module, link, state }) =>
    `${module} 的 link ${link} 没有连接（状态 ${state}）；请先用 AT+MQTTCONN 连接。`,
  hostsDoNotRead: ({ module, link }) =>
    `${module} 的一个主机没有读取数据，在它读取之前，link ${link} 不会从 broker 接收消息；请稍后再试。`,
  badTopic: ({ problem }, render) => `没有 broker 能发送这个主题：${render(problem)}。`,
  noFault: ({ id }) => `故障 ${id} 没有打开；它已经结束，或者从未有过。`,
  noFaultsHere: () => '这里不能打开故障；请用 --control 启动程序。',
  noPEM: () => '其中没有证书或私钥的 PEM：PEM 以 -----BEGIN 开头。DER 可用 openssl x509 -inform der 转换。',
  noFlashKey: ({ namespace, key }) => `${namespace} 中没有保存 ${key}。`,
  noBroker: () => '没有内置 broker；请用 --broker 启动程序。',
  nothingToWatch: () =>
    '这里没有已知的 broker：没有内置 broker，也没有 link 连接过；请用 AT+MQTTCONN 连接一个 link，或用 url 指定 broker。',
  linkWithoutBroker: ({ module, link }) =>
    `${module} 的 link ${link} 没有 broker；请先用 AT+MQTTCONN 连接，或用 url 指定 broker。`,
  badBrokerUrl: ({ url }) =>
    `${url} 不是 broker 的 URL；请使用 mqtt://HOST:PORT，或 mqtts://、ws://、wss://。`,
  watchNotConnected: ({ broker, why }, render) => `没有客户端能观察 ${broker}：${render(why)}。`,
  watchNotAllowed: ({ broker }) =>
    `${broker} 允许此客户端连接，但不允许订阅 #，因此无法显示它的主题；请给出有此权限的用户名和密码。`,
  noWatch: ({ id }) => `没有名为 ${id} 的观察；无人查询时观察会结束。请用 POST /api/v1/watches 重新开始。`,
  tooManyWatches: ({ max }) => `已在观察 ${max} 个 broker；无人查询时其中之一会结束。`,
  noTopic: ({ topic }) => `自观察开始以来，${topic} 上没有收到消息，也没有保留消息。`,
  recordingRuns: () => '已经在录制；请先用 DELETE /api/v1/recording 结束它。',
  noRecordingRuns: () => '没有正在进行的录制；请用 POST /api/v1/recording 开始。',
  noRecording: () => '还没有录制过；请用 POST /api/v1/recording 开始录制。',
  whichRecording: ({ names }) => `每个模组各有一份录制；请用 module= 指定 ${names.join('、')} 之一。`,
  nothingOfModule: ({ module, names }) =>
    `没有录制到 ${JSON.stringify(module)} 的内容${names.length === 0 ? '' : `，只有 ${names.join('、')} 的`}。`,
  playsAlready: ({ name }) => `${name} 正在运行；请等它结束，或用 DELETE /api/v1/play 结束它。`,
  nothingPlays: () => '没有场景在运行。',
  scenarioEnded: () => '它已通过控制接口被结束',
  comparesAlready: () => '已在比较一个模组；请等比较结束，或用 DELETE /api/v1/comparison 结束它。',
  nothingCompared: () => '没有正在进行的比较；请用 POST /api/v1/comparison 开始。',
  lineTaken: () => '此比较的线路已被占用（GET /api/v1/comparison/line）。',
  lineMissing: () => '程序发给模组的内容无人接收：请先打开 GET /api/v1/comparison/line，并保持打开。',
  noReport: () => '没有报告：还没有比较完一个模组，见 GET /api/v1/comparison。',
  settingOfProgram: ({ name }) => `${name} 只在程序启动时生效；请用 --set ${name}=VALUE 重新启动。`,
  didNotCome: ({ seconds, count }) =>
    `${seconds} 秒内没有等到；期间${count === 0 ? '没有发生任何事' : `有 ${count} 个别的事件`}。`,
};
