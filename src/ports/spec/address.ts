import { type Message, message } from '#messages/message';
import { type HostPort, type HostPortProblem, MAX_PORT, parseHostPort } from '#net/host-port';
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
  if (host === undefined) throw malformed(message('ports.noHost'));
  if (!host.includes(':') && !isHost(host)) throw malformed(message('ports.notAHost', { host }));
  return { host, port };
}

function problemOf(problem: HostPortProblem, text: string): Message {
  const [, option] = text.split(',');
  switch (problem.problem) {
    case 'syntax':
    case 'brackets':
      if (option !== undefined) return message('ports.unknownOption', { option });
      return message(problem.problem === 'syntax' ? 'ports.noPort' : 'ports.ipv6WithoutBrackets');
    case 'port':
      return message('ports.portOutOfRange', { max: MAX_PORT });
    case 'host':
      return message('ports.notAHost', { host: problem.host });
  }
}

/**
 * Reads the address that a port dials: the host must be there, and 0 is nobody's port.
 * @throws PortError `MALFORMED`
 */
export function parseTarget(text: string, malformed: Malformed): HostPort {
  const target = parseAddress(text, malformed);
  if (target.port === 0) throw malformed(message('ports.portZero'));
  return target;
}

/** Whether it is an IPv4 address or can be a host name (RFC 1123, 2.1); underscores occur in names of containers. */
function isHost(name: string): boolean {
  if (/^[\d.]+$/.test(name)) return isIPv4(name);
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 253 && labels.every((label) => /^(?!-)[\w-]{1,63}(?<!-)$/.test(label));
}
