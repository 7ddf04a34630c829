import { formatHostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';

/** What a port is called where others may read it: not the command line of a program, which may hold a secret. */
export function nameOfPort(info: PortInfo): string {
  switch (info.kind) {
    case 'pty':
      return `pty:${info.link ?? info.path}`;
    case 'serial':
    case 'unix':
      return `${info.kind}:${info.path}`;
    case 'tcp':
    case 'rfc2217':
      return `${info.kind}:${formatHostPort(info)}`;
    case 'ws':
      return info.url;
    case 'exec':
    case 'stdio':
    case 'memory':
      return info.kind;
  }
}
