import { type HostPort, type HostPortProblem, parseHostPort } from '#net/host-port';
import { isIPv4 } from '#net/ip';
import type { Malformed } from './malformed.ts';

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets.
 * @param defaultHost taken when there is no host; without one the host must be there
 * @throws PortError `MALFORMED`
 */
export function parseAddress(text: string, malformed: Malformed, defaultHost?: string): HostPort {
  const parsed = parseHostPort(text);
  if ('problem' in parsed) throw malformed(problemOf(parsed, text));
  const { host = defaultHost, port } = parsed;
  if (host === undefined) throw malformed('has no host');
  if (!host.includes(':') && !isHost(host)) throw malformed(`has a host "${host}" that is no address`);
  return { host, port };
}

function problemOf(problem: HostPortProblem, text: string): string {
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
export function parseTarget(text: string, malformed: Malformed): HostPort {
  const target = parseAddress(text, malformed);
  if (target.port === 0) throw malformed('has port 0, where nobody can be reached');
  return target;
}

/** Whether it is an IPv4 address or can be a host name (RFC 1123, 2.1); underscores occur in names of containers. */
function isHost(name: string): boolean {
  if (/^[\d.]+$/.test(name)) return isIPv4(name);
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 253 && labels.every((label) => /^(?!-)[\w-]{1,63}(?<!-)$/.test(label));
}
