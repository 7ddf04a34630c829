import type { Catalogue } from '../message.ts';

/** What a connection can begin with that is not meant for a module. */
export const foreignProtocol: Catalogue['foreignProtocol'] = {
  http: () => 'HTTP 请求：任何网页都能向本机的任意端口发送这种请求',
  tls: () => 'TLS 握手，而这个端口不用 TLS',
  ssh: () => 'SSH 的版本标识（banner）',
  proxy: () => 'PROXY 协议的头部；请在代理上关闭它',
  mqtt: () => 'MQTT 报文：这个客户端把模组当成了 broker',
  stun: () => 'STUN 请求：任何网页都能向本机的任意端口发送这种请求',
  modbus: () => 'Modbus TCP 请求：客户端把这个端口当成了 Modbus 设备',
  modbusRtu: () => 'Modbus RTU 请求：客户端把这个端口当成了 Modbus 设备',
  amqp: () => 'AMQP 的协议头：客户端把这个端口当成了消息 broker',
  stomp: () => 'STOMP 帧：客户端把这个端口当成了消息 broker',
  redis: () => 'Redis 命令：客户端把这个端口当成了 Redis 服务器',
  postgres: () => 'PostgreSQL 启动消息：客户端把这个端口当成了 PostgreSQL 服务器',
  socks: () => 'SOCKS 握手：客户端把这个端口当成了代理',
  rdp: () => '远程桌面（RDP）请求，端口扫描器也会发送这种请求',
  esptool: () => 'esptool 的同步包：烧录工具把这个端口当成了芯片，而这里没有可烧录的固件',
};
