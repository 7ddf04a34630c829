import { message } from '#messages/message';
import type { Malformed } from './malformed.ts';

/**
 * Splits `TARGET[,fork]`.
 * @throws PortError `MALFORMED`
 */
export function splitForkOption(rest: string, malformed: Malformed): { target: string; fork: boolean } {
  const [target = '', ...options] = rest.split(',');
  const unknown = options.find((option) => option !== 'fork');
  if (unknown !== undefined) throw malformed(message('ports.unknownOption', { option: unknown }));
  return { target, fork: options.length > 0 };
}
