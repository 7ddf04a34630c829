import { formatHostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';

/** Where a port is, in a word. */
export function describePlace(info: PortInfo): string {
  switch (info.kind) {
    case 'pty':
      return info.link ?? info.path;
    case 'tcp':
    case 'rfc2217':
      return formatHostPort(info);
    case 'unix':
    case 'serial':
      return info.path;
    case 'ws':
      return info.url;
    case 'exec':
      return `exec:${info.command}`;
    case 'stdio':
    case 'memory':
      return info.kind;
  }
}
