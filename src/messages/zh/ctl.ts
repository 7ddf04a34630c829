import type { Catalogue } from '../message.ts';

const EFFECTS: Readonly<Record<string, string>> = {
  now: '立即生效',
  connection: '从下一次连接起生效',
  host: '对此后接入的主机生效',
  restart: '从模组下一次启动起生效',
  program: '只在程序启动时生效',
};

/** What `atmqtt ctl` says. */
export const ctl: Catalogue['ctl'] = {
  twoPlaces: ({ first, second }) => `${first} 和 ${second} 都指定了程序的位置；请去掉一个。`,
  notUrl: ({ typed }) =>
    `--url 要写 http://HOST:PORT 或 unix:PATH，例如 http://127.0.0.1:9338，不能是 ${JSON.stringify(typed)}。`,
  noReadyFile: ({ file, why }, render) =>
    `无法读取就绪文件 ${file}：${render(why)}。程序是否已启动，并且带有 --ready-file？`,
  readyFileWithoutControl: ({ file }) => `就绪文件 ${file} 里没有控制接口；请用 --control 启动程序。`,
  unreachable: ({ place, why }, render) =>
    `${place} 上没有 atmqtt 响应：${render(why)}。它是否带着 --control 在运行？atmqtt ctl --url 可以指定别的地址。`,
  ended: ({ place }) => `${place} 上的程序已结束`,
  noAnswer: ({ seconds }) => `${seconds} 秒内没有响应`,
  badToken: () => 'token 无法发送：它含有字母、数字和 "-._~+/=" 以外的字符。',
  status: ({ status }) => `程序返回状态码 ${status}；原因见它的日志。`,
  whichModule: ({ names }) =>
    names.length === 0
      ? '还没有模组启动；atmqtt ctl status 会说明在等什么。'
      : `有多个模组；请用 --module 选择一个：${names.join('、')}。`,
  unknownWait: ({ typed, nearest, known }) =>
    `不能等待 ${JSON.stringify(typed)}${nearest === undefined ? '' : `；是不是 ${nearest}？`}可以等待 ${known.join('、')}。`,
  notPair: ({ typed }) => `wait 要写 name=value，不能是 ${JSON.stringify(typed)}。`,
  badDuration: ({ option, typed }) =>
    `${option} 要写时长，例如 500ms、5s 或 2m，不能是 ${JSON.stringify(typed)}。`,
  module: ({ name, powered, hosts, wifi, faults }) =>
    `${name}：${powered ? '已供电' : '没有供电'}，${hosts} 个主机，Wi-Fi ${wifi ? '已连接' : '未连接'}` +
    (faults === 0 ? '' : `，打开了 ${faults} 个故障`),
  linkSettings: ({ scheme, clientId, username, keepAlive, cleanSession }) =>
    `scheme ${scheme}，client ID ${JSON.stringify(clientId)}，${username === '' ? '没有用户名' : `用户名 ${JSON.stringify(username)}`}，keep alive ${keepAlive} 秒，${cleanSession ? '清理会话' : '保留会话'}`,
  subscribed: ({ filter, qos }) => `已订阅 ${JSON.stringify(filter)}，QoS ${qos}`,
  inFlight: ({ id, topic, qos, phase, bytes }) =>
    `未确认：发往 ${JSON.stringify(topic)} 的报文 ${id}，QoS ${qos}，${phase === 'release' ? '已收到 PUBREC' : `${bytes} 字节`}`,
  badNumber: ({ option, typed, max }) =>
    `${option} 要写 1 到 ${max} 的数字，不能是 ${JSON.stringify(typed)}。`,
  noFaults: () => '没有打开的故障',
  noTopics: () => '没有这样的主题',
  topic: ({ topic, preview, retained, by }) =>
    `${topic}：${preview}${retained ? '（保留消息）' : ''}${by === undefined ? '' : `，来自 ${by}`}`,
  noClients: () => '没有客户端连接，也没有保留的会话',
  client: ({ id, address, filters }) =>
    `${id}${address === undefined ? '' : `（${address}）`}：${filters.join('、') || '没有订阅'}`,
  session: ({ id, since, waiting, filters }) =>
    `${id}，${since} 起不在线，${waiting} 条消息在等待：${filters.join('、') || '没有订阅'}`,
  fault: ({ id, fault, parameters, active, acted }) =>
    `${id} ${fault}${parameters === '' ? '' : `,${parameters}`}：${active ? '已打开' : '尚未开始'}，起作用 ${acted} 次`,
  setting: ({ name, value, source, effect, next }) =>
    `${name}=${value}（${source}；新值${EFFECTS[effect] ?? effect}）${next === undefined ? '' : `；${next} 将在下一次启动时生效`}`,
  changed: ({ name, value, effect }) => `${name}=${value} ${EFFECTS[effect] ?? effect}`,
  nothingChanged: () => '没有变化',
};
