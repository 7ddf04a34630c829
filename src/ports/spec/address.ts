import { type HostPort, type HostPortProblem, parseHostPort } from '#net/host-port';
import { isIPv4 } from '#net/ip';
import type { Complain } from '../complain.ts';

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets.
 * @param defaultHost taken when there is no host; without one the host must be there
 * @throws PortError `MALFORMED`
 */
export function parseAddress(text: string, complain: Complain, defaultHost?: string): HostPort {
  const parsed = parseHostPort(text);
  if ('problem' in parsed) throw complain(complaintOf(parsed, text));
  const { host = defaultHost, port } = parsed;
  if (host === undefined) throw complain('has no host');
  if (!host.includes(':') && !isHost(host)) throw complain(`has a host "${host}" that is no address`);
  return { host, port };
}

function complaintOf(problem: HostPortProblem, text: string): string {
  const [, option] = text.split(',');
  switch (problem.problem) {
    case 'syntax':
    case 'brackets':
      if (option !== undefined) return `has an option "${option}" that does not exist`;
      return problem.problem === 'syntax' ? 'has no port number' : 'needs brackets round its IPv6 address';
    case 'port':
      return 'has a port over 65535';
    case 'host':
      return `has a host "${problem.host}" that is no address`;
  }
}

/**
 * Reads the address that a port dials: the host must be there, and 0 is nobody's port.
 * @throws PortError `MALFORMED`
 */
export function parseTarget(text: string, complain: Complain): HostPort {
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
