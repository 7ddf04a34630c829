import type { Catalogue } from '../message.ts';

const PARTS = { body: '请求体', path: '路径', query: '查询参数' } as const;

/** What is said of the control plane, and what it answers to requests that it refuses. */
export const control: Catalogue['control'] = {
  taken: ({ address }) => `--control 的地址 ${address} 被别的程序占用；请换一个端口。`,
  otherPort: ({ taken, used }) => `控制接口的端口 ${taken} 被占用，改为监听 ${used}`,
  cannotListen: ({ address, why }, render) => `--control 无法监听 ${address}：${render(why)}；请换一个地址。`,
  at: ({ address }) => `控制接口：${address}`,
  open: ({ host }) =>
    `凡是能访问 ${host} 并持有 token 的人都能读取和操作这里的一切，而且 token 以明文经过网络。`,
  tokenTwice: ({ first, second }) => `${first} 和 ${second} 都给出了 token；请去掉一个。`,
  badToken: ({ name }) =>
    `${name} 没有给出可用的 token：应为 16 到 512 个字母、数字、"-"、"."、"_"、"~"、"+" 或 "/"。`,

  noSwarm: () => '这里运行的是带主机的模组，不是模组群；atmqtt swarm --web 才有模组群。',
  noPage: () => '这里是 atmqtt 的控制接口，没有页面；要在这里看到页面，请用 --web 代替 --control 启动程序。',
  pageNotBuilt: ({ folder }) =>
    `这份 atmqtt 在 ${folder} 里没有页面；请在源码目录运行 "npm run build"，再重新启动。`,
  pageIsRead: () => '这是页面的文件，只支持 GET。',
  noToken: () =>
    '这里需要就绪行里的 token：请以 "Authorization: Bearer TOKEN" 发送，或用 POST /api/v1/session 换取 cookie。',
  wrongToken: () => '这不是本次运行的 token；就绪行和就绪文件里有它。',
  staleCookie: () =>
    '这个页面的 cookie 属于以前的运行，或已有 12 小时没有使用；请打开本次运行打印的、带 token 的地址。',
  cookieElsewhere: () => '这个 cookie 只对本程序提供的页面有效；请改为发送 token。',
  otherName: ({ name }) => `拒绝以名称 ${JSON.stringify(name)} 发来的请求；请用 localhost 或监听的地址。`,
  foreignOrigin: ({ origin }) => `拒绝 ${JSON.stringify(origin)} 的页面发来的请求；只接受本程序提供的页面。`,
  noRoute: ({ method, base }) => `这个路径不支持 ${method}；GET ${base}/openapi.json 列出全部接口。`,
  bodyTooLarge: () => '请求体超过 1 MiB；请分次发送。',
  headersTooLarge: () => '请求头超过 8 KiB；请减少请求头。',
  lateRequest: () => '请求没有在 10 秒内发完；请一次发完。',
  onlyJson: () => '只接受 JSON；请带上 "Content-Type: application/json"。',
  noBody: () => '请求体为空，而类型是 JSON；请发送 {} 或去掉类型。',
  notJson: () => '请求体不是 JSON；请检查引号、逗号和括号。',
  badUrl: () => '路径无法解析；其中的名称最多 100 个字符，用 UTF-8 百分号编码。',
  badRequest: () => '请求无法解析；GET /api/v1/openapi.json 列出了可用的请求。',
  unknownField: ({ part, field, nearest, known }) =>
    `${PARTS[part]}没有 ${JSON.stringify(field)}${nearest === undefined ? '' : `；是不是 ${JSON.stringify(nearest)}？`}` +
    (known.length === 0 ? '；它不带任何内容。' : `可用的有 ${known.join('、')}。`),
  missingField: ({ part, field, values }, render) =>
    `${PARTS[part]}缺少 ${field}，其取值：${render(values)}。`,
  wrongField: ({ part, field, values }, render) => `${PARTS[part]}的 ${field} 取值：${render(values)}。`,
  wrongPart: ({ part, values }, render) => `${PARTS[part]}的取值：${render(values)}。`,
  failed: ({ why }, render) => `一个请求因本程序的错误而失败：${render(why)}`,
  failedHere: () => '请求因本程序的错误而失败；详情见日志。',

  noModulesYet: () => '还没有模组启动；GET /api/v1/status 给出正在等待的内容。',
  noModule: ({ name, nearest, names }) =>
    `没有模组 ${JSON.stringify(name)}；是不是 ${nearest}？现有 ${names.join('、')}。`,
  noEventType: ({ type, types }) => `没有事件 ${JSON.stringify(type)}；可用的有 ${types.join('、')}。`,
  tooManyReaders: ({ max }) => `已有 ${max} 个程序或页面在接收事件；请先关闭一个。`,
  tooManyRequests: ({ max }) => `已有 ${max} 个请求在等待应答；请先结束一个。`,
  noHost: () => '请求没有 Host 头；请带上所监听的地址。',
  form: ({ form }) => `符合 ${form} 的文本`,
  noLink: ({ module, link, links }) =>
    `${module} 没有 link ${link}；它有 0${links === 1 ? '' : ` 到 ${links - 1}`}。`,
};
