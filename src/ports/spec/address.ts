import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { type HostPort, parseHostPort } from '#net/host-port';
import { isIPv4 } from '#net/ip';
import { isNetError } from '#net/net-error';
import type { Malformed } from './malformed.ts';

/**
 * Reads `HOST:PORT`, with an IPv6 address in brackets.
 * @param defaultHost taken when there is no host; without one the host must be there
 * @throws PortError `MALFORMED`
 */
export function parseAddress(text: string, malformed: Malformed, defaultHost?: string): HostPort {
  const { host = defaultHost, port } = readHostPort(text, malformed);
  if (host === undefined) throw malformed(message('ports.noHost'));
  if (!host.includes(':') && !isHost(host)) throw malformed(message('net.notAHost', { host }));
  return { host, port };
}

function readHostPort(text: string, malformed: Malformed): ReturnType<typeof parseHostPort> {
  try {
    return parseHostPort(text);
  } catch (error) {
    const [, option] = text.split(',');
    const misread = option !== undefined && isNetError(error, 'SYNTAX', 'BRACKETS');
    const problem = misread ? message('ports.unknownOption', { option }) : reasonOf(error);
    throw malformed(problem, { cause: error });
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
