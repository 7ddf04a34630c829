import type { Catalogue } from '../message.ts';

/** What is said of a module that lives in the page of a browser. */
export const browser: Catalogue['browser'] = {
  // Of the way to a broker.
  noTcp: ({ tls }) =>
    `浏览器里的页面无法建立 TCP 连接：请使用 AT+MQTTUSERCFG 的 scheme ${tls ? '7（MQTT over WebSocket over TLS）' : '6（MQTT over WebSocket）'}`,
  noClientCertificate: () =>
    '浏览器里的页面无法发送已存储的客户端证书，因为 TLS 由浏览器自己处理：请使用 scheme 7 或 8',
  noAlpn: () => '浏览器里的页面无法发送 ALPN，因为 TLS 由浏览器自己处理：请用 AT+MQTTALPN 清除它',
  noServerName: ({ serverName, host }) =>
    `浏览器里的页面发送的服务器名是 ${host}，无法发送 ${serverName}：请用 AT+MQTTSNI 清除它`,
  refusedAtOnce: ({ why }, render) => `浏览器拒绝打开这个 WebSocket：${render(why)}`,
  notOpened: ({ url, tls }) =>
    `无法打开 ${url}，浏览器不说明原因：可能那里没有程序在监听、不是 WebSocket、路径不对，或者它拒绝来自这个网站的页面${
      tls ? '，也可能浏览器不信任它的证书，或者它要求客户端证书' : ''
    }`,
  broke: () => '连接中断，浏览器不说明原因',

  // Of the world outside.
  noNames: ({ name }) => `浏览器里的页面无法查询 ${name} 的地址`,
  noPing: () => '浏览器里的页面无法发送回显请求',
  noTimeServer: () => '浏览器里的页面无法查询时间服务器：请把 sntp 设为 host',

  // Of its flash.
  storageDamaged: ({ key }) => `浏览器在 ${key} 下存储的内容不是模组写入的：请换一个键，或将其删除`,
  storageRefuses: ({ why }, render) => `浏览器无法再存储：${render(why)}`,
};
