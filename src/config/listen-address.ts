import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { type HostPort, LOOPBACK, parseHostPort } from '#net/host-port';

/**
 * Reads the address that a server of this program listens at: `HOST:PORT`, or `PORT` on loopback.
 * @param name what the text was given for, for the message
 * @param examplePort the port of the message's example
 * @throws UsageError
 */
export function parseListenAddress(text: string, name: string, examplePort: number): HostPort {
  try {
    const { host = LOOPBACK, port } = parseHostPort(text);
    return { host, port };
  } catch (cause) {
    const example = `${LOOPBACK}:${examplePort}`;
    throw new UsageError(message('config.takesAddress', { name, example, typed: text }), { cause });
  }
}
