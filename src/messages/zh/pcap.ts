import type { Catalogue } from '../message.ts';

/** What a capture says of itself and of its packets. */
export const pcap: Catalogue['pcap'] = {
  about: () =>
    '模组与 broker 之间的 MQTT，TLS 或 WebSocket 承载的也以明文给出。TCP 流是为抓包生成的：两端、字节和时间是真实的，分段、握手和确认不是。密码已遮盖。',
  interface: ({ module }) => `${module} 与其 broker 之间的往来`,
  notes: () => 'atmqtt 对没有报文的连接的说明',
  ofModule: ({ module, said }, render) => `${module}：${render(said)}`,
  dials: ({ link, address, way }) =>
    `${ofLink(link)}连接 ${address}，经由 ${way === 'WebSocket over TLS' ? '基于 TLS 的 WebSocket' : way}`,
  otherPort: ({ port }) => `broker 的端口是 ${port}；这里写作 1883，Wireshark 凭它识别 MQTT`,
  command: ({ link, name, host }) => `${ofLink(link)}主机 ${host} 的 ${name}`,
  openBefore: ({ link }) => `${ofLink(link)}在抓包开始之前连接已经打开`,
  byItself: ({ link }) => `${ofLink(link)}模组自行连接`,
  tls: ({ scheme, version, cipher, verified }) =>
    `TLS：scheme ${scheme}，${version}，${cipher}，证书${verified ? '已校验' : '未校验'}`,
  webSocket: ({ status, subprotocol }) =>
    `WebSocket：响应 ${status}${subprotocol === undefined ? '' : `，子协议 ${subprotocol}`}`,
  passwordMasked: () => '密码已遮盖，有多少字节就写多少个 *',
  failed: ({ link, reason }, render) => `${ofLink(link)}${render(reason)}`,
  commandFailed: ({ link, name, host, reason }, render) =>
    `link ${link}：主机 ${host} 的 ${name} 失败${reason === undefined ? '' : `：${render(reason)}`}`,
  compat: ({ rule, reason }, render) => `compat ${rule}：${render(reason)}`,
};

function ofLink(link: number | undefined): string {
  return link === undefined ? '' : `link ${link}：`;
}
