import { resolve } from 'node:path';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { formatHostPort, type HostPort, LOOPBACK } from '#net/host-port';
import { parseListenAddress } from './listen-address.ts';

/** Where the control plane listens unless told otherwise. */
export const CONTROL_PORT = 9338;
const UNIX = 'unix:';

/** Where the control plane listens. */
export type ControlAddress =
  | (HostPort & {
      /** When the port is taken, take a free one and say so: nobody asked for this one. */
      readonly fallbackToFreePort: boolean;
    })
  | {
      /** Of a Unix socket, from the root. */
      readonly path: string;
    };

/**
 * Reads `HOST:PORT`, `PORT` on loopback, `unix:PATH`, or `true` for the usual port, which gives way to a free one when it is taken.
 * @param name what the text was given for
 * @param pathOf what the path of a socket means; relative to the working directory unless given
 * @throws UsageError
 */
export function parseControlAddress(
  text: string | true,
  name = '--control',
  pathOf: (path: string) => string = resolve,
): ControlAddress {
  if (text === true) return { host: LOOPBACK, port: CONTROL_PORT, fallbackToFreePort: true };
  if (!text.startsWith(UNIX))
    return { ...parseListenAddress(text, name, CONTROL_PORT), fallbackToFreePort: false };
  const path = text.slice(UNIX.length);
  if (path === '' || path.includes('\0')) throw new UsageError(message('config.noControlPath', { name }));
  return { path: pathOf(path) };
}

/** The address as it is given. */
export function formatControlAddress(address: ControlAddress): string {
  return 'path' in address ? `${UNIX}${address.path}` : formatHostPort(address);
}
