import { type HostPort, LOOPBACK } from '#net/host-port';
import { CONTROL_PORT } from './control-address.ts';
import { parseListenAddress } from './listen-address.ts';

/** Where the page is, which is where the control plane listens. */
export type WebAddress = HostPort & {
  /** Nobody asked for this one: it gives way to that of the control plane, and its port to a free one. */
  readonly fallbackToFreePort: boolean;
};

/** Where the page is unless told otherwise. */
export const DEFAULT_WEB: WebAddress = { host: LOOPBACK, port: CONTROL_PORT, fallbackToFreePort: true };

/**
 * Reads `HOST:PORT`, `PORT` on loopback, or `true` for where the control plane is.
 * @param name what the text was given for
 * @throws UsageError
 */
export function parseWebAddress(text: string | true, name = '--web'): WebAddress {
  if (text === true) return DEFAULT_WEB;
  return { ...parseListenAddress(text, name, CONTROL_PORT), fallbackToFreePort: false };
}
