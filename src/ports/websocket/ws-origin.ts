import { isLoopback, withoutBrackets } from '#net/host-port';

/**
 * Whether a WebSocket comes from a web page that is not of this machine. Browsers let any page dial any address and
 * name the page (RFC 6455, 10.2); programs name none.
 */
export function isForeignOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return false;
  // Also the origin "null", which any page can give itself by a sandboxed frame.
  if (!URL.canParse(origin)) return true;
  return !isLoopback(withoutBrackets(new URL(origin).hostname));
}
