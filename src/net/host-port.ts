import { message } from '#messages/message';
import { isIPv4, isIPv6 } from './ip.ts';
import { NetError } from './net-error.ts';

/** A TCP or UDP address. */
export interface HostPort {
  /** A name or an address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where only programs of this machine get to. */
export const LOOPBACK = '127.0.0.1';

const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': LOOPBACK, '::': '::1' };

/** The host by which programs of this machine reach what listens at one, which may stand for every address. */
export function hostFromHere(listened: string): string {
  return EVERY_ADDRESS[listened] ?? listened;
}

/** The greatest port there is. */
export const MAX_PORT = 65_535;

/**
 * Reads `[HOST:]PORT`, an IPv6 address in brackets. Whether a name can be one is not looked at.
 * @returns without a host when there is none, or when nothing stands before the colon
 * @throws NetError
 */
export function parseHostPort(text: string): { readonly host: string | undefined; readonly port: number } {
  const [, bracketed, name, digits] = /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d+)$/.exec(text) ?? [];
  if (digits === undefined) {
    const bare = text.split(':').length > 2 && !text.includes('[');
    if (bare) throw new NetError('BRACKETS', message('net.ipv6WithoutBrackets'));
    throw new NetError('SYNTAX', message('net.noPort'));
  }
  const port = Number(digits);
  if (port > MAX_PORT) throw new NetError('PORT', message('net.portOutOfRange', { max: MAX_PORT }));
  if (bracketed !== undefined && !isIPv6(bracketed)) {
    throw new NetError('HOST', message('net.notAHost', { host: bracketed }));
  }
  return { host: bracketed ?? (name === '' ? undefined : name), port };
}

/** `HOST:PORT` as a URL has it. */
export function formatHostPort({ host, port }: HostPort): string {
  return `${withBrackets(host)}:${port}`;
}

/** A host as a URL has it: `::1` becomes `[::1]`. */
export function withBrackets(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** A host as sockets take it: `[::1]` becomes `::1`. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** Whether only programs of this machine reach a host: its address is of the loopback, or its name is (RFC 6761, 6.3). */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return true;
  const address = host.replace(/^::ffff:/i, '');
  return isIPv4(address) && address.startsWith('127.');
}

/** The other end of a connection, as `HOST:PORT`. To be asked early: a socket forgets it when it is destroyed. */
export function peerOf(socket: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): string {
  return formatHostPort({ host: socket.remoteAddress ?? '?', port: socket.remotePort ?? 0 });
}
