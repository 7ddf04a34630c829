import { UsageError } from '#errors/usage-error';
import { type Message, message } from '#messages/message';
import { isLoopback, withoutBrackets } from './host-port.ts';

/** The origin of pages that have none: opened from a file, or in a sandboxed frame, in which any page can be. */
const OPAQUE = 'null';

/**
 * Reads an origin as a user writes it, such as `https://example.org:8443` or `null`.
 * @param name what the text was given for, for the message
 * @returns as browsers send it
 * @throws UsageError when it is none
 */
export function parseOrigin(text: string, name: string): string {
  const origin = text === OPAQUE ? OPAQUE : originOf(text);
  if (origin === undefined) throw new UsageError(message('net.notAnOrigin', { name, typed: text }));
  return origin;
}

/** Reads the origins that a program allows. @throws UsageError for one that is none */
export function parseOrigins(texts: readonly string[] = []): string[] {
  return texts.map((text) => parseOrigin(text, 'allowedOrigins'));
}

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, origin, href } = new URL(text);
  // Pages of extensions have an origin that is no URL's in the eyes of `URL`.
  const whole = origin === OPAQUE ? `${protocol}//${host}` : origin;
  return host !== '' && (href === whole || href === `${whole}/`) ? whole : undefined;
}

/**
 * Why a WebSocket is refused for the web page that it comes from. Browsers let any page dial any address and name the
 * page (RFC 6455, 10.2); programs name none. Pages of this machine are let in.
 * @param allowed further origins, as `parseOrigin` gives them
 * @returns undefined when it is welcome
 */
export function foreignOrigin(
  origin: string | undefined,
  allowed: readonly string[] = [],
): Message | undefined {
  if (origin === undefined || allowed.includes(origin)) return undefined;
  if (origin === OPAQUE) return message('net.opaqueOrigin');
  if (URL.canParse(origin) && isLoopback(withoutBrackets(new URL(origin).hostname))) return undefined;
  return message('net.foreignOrigin', { origin });
}
