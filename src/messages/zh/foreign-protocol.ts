import type { Catalogue } from '../message.ts';

/** What a connection can begin with that is not meant for a module. */
export const foreignProtocol: Catalogue['foreignProtocol'] = {
  http: () => 'HTTP 请求：任何网页都能向本机的任意端口发送这种请求',
  tls: () => 'TLS 握手，而这个端口不用 TLS',
  ssh: () => 'SSH 的版本标识（banner）',
  proxy: () => 'PROXY 协议的头部；请在代理上关闭它',
  mqtt: () => 'MQTT 报文：这个客户端把模组当成了 broker',
  stun: () => 'STUN 请求：任何网页都能向本机的任意端口发送这种请求',
};
