import type { Catalogue } from '../message.ts';

/** What is said of connections in general. */
export const net: Catalogue['net'] = {
  foreignOrigin: ({ origin }) =>
    `它来自网页 ${JSON.stringify(origin)}，不是本机的网页；要允许它，请加 --allow-origin ${JSON.stringify(origin)}`,
  ipv6WithoutBrackets: () => '中的 IPv6 地址要用方括号括起来',
  noPort: () => '没有端口号',
  notAHost: ({ host }) => `中的主机 "${host}" 既不是主机名，也不是 IP 地址`,
  notAnOrigin: ({ name, typed }) =>
    `${name} 要写源（origin），例如 https://example.org:8443；从文件打开的网页写 null。不能是 ${JSON.stringify(typed)}。`,
  opaqueOrigin: () =>
    '它来自没有源（origin）的网页，例如从文件打开的网页（file://）；请从 localhost 提供该网页，或用 --allow-origin null 允许所有这类网页',
  portOutOfRange: ({ max }) => `的端口号大于 ${max}`,
};
