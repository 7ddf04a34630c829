import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { HostPolicy } from '../port.ts';

const OPTION = /^(slowHost)=(.*)$/s;
const SLOW_HOST = ['hold', 'drop'] as const;

/**
 * Takes the options that every kind of port has out of a specification. Those of `exec` stand at its end, because a
 * command may hold anything.
 * @throws PortError `MALFORMED`
 */
export function splitHostPolicy(spec: string): { own: string; policy: HostPolicy } {
  const [head = '', ...parts] = spec.split(',');
  const isOption = (part: string): boolean => OPTION.test(part);
  const first = spec.startsWith('exec:') ? parts.findLastIndex((part) => !isOption(part)) + 1 : 0;
  const options = parts.slice(first).filter(isOption);
  if (options.length === 0) return { own: spec, policy: {} };
  const own = [head, ...parts.filter((part, at) => at < first || !isOption(part))].join(',');
  let policy: HostPolicy = {};
  for (const option of options) policy = { ...policy, ...read(spec, option) };
  return { own, policy };
}

function read(spec: string, option: string): HostPolicy {
  const [, name = '', value = ''] = OPTION.exec(option) ?? [];
  const slowHost = SLOW_HOST.find((word) => word === value);
  if (slowHost === undefined) {
    throw new PortError('MALFORMED', message('ports.hostOptionValue', { spec, name, values: SLOW_HOST }));
  }
  return { slowHost };
}
