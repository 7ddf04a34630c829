import { isIPv4, isIPv6 } from '#net/ip';
import type { Complain } from '../complain.ts';

/** A TCP address; the host is without brackets. */
export type Address = { host: string; port: number };

/** Where ports listen unless they are told otherwise: only programs of this machine get there. */
export const LOOPBACK = '127.0.0.1';

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets.
 * @param defaultHost taken when there is no host; without one the host must be there
 * @throws PortError `MALFORMED`
 */
export function parseAddress(text: string, complain: Complain, defaultHost?: string): Address {
  const parts = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+)$/.exec(text);
  if (parts === null) {
    const [, option] = text.split(',');
    if (option !== undefined) throw complain(`has an option "${option}" that does not exist`);
    const colons = text.split(':').length - 1;
    const bare = colons > 1 && !text.includes('[');
    throw complain(bare ? 'needs brackets round its IPv6 address' : 'has no port number');
  }
  const [, host = '', digits] = parts;
  const bracketed = host.startsWith('[');
  const name = bracketed ? host.slice(1, -1) : host;
  const port = Number(digits);
  if (port > 65_535) throw complain('has a port over 65535');
  if (bracketed ? !isIPv6(name) : name !== '' && !isHost(name)) {
    throw complain(`has a host "${name}" that is no address`);
  }
  if (name !== '') return { host: name, port };
  if (defaultHost === undefined) throw complain('has no host');
  return { host: defaultHost, port };
}

/**
 * Reads the address that a port dials: the host must be there, and 0 is nobody's port.
 * @throws PortError `MALFORMED`
 */
export function parseTarget(text: string, complain: Complain): Address {
  const target = parseAddress(text, complain);
  if (target.port === 0) throw complain('has port 0, where nobody can be reached');
  return target;
}

/** Whether it is an IPv4 address or can be a host name (RFC 1123, 2.1); underscores occur in names of containers. */
function isHost(name: string): boolean {
  if (/^[\d.]+$/.test(name)) return isIPv4(name);
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 253 && labels.every((label) => /^(?!-)[\w-]{1,63}(?<!-)$/.test(label));
}

/** Whether only programs of this machine reach the address. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** A host and a port as a URL has them. */
export function showAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
