import type { Catalogue } from '../message.ts';

/** What is said of the Wi-Fi station. */
export const wifi: Catalogue['wifi'] = {
  notJoined: ({ ssid, reason }) => `没有连上 ${ssid}：+CWJAP:${reason}`,
  offline: () => '没有 Wi-Fi 连接；请先发送 AT+CWJAP',
  stillJoining: () => 'station 还在连接 AP；请等待 WIFI GOT IP',
  dhcpSilent: () => '没有 IP 地址：AP 的 DHCP 服务器没有响应',
  noAddress: () => '没有 IP 地址；请发送 AT+CIPSTA 或 AT+CWDHCP=1,1',
};
