import { hostname } from 'node:os';
import { message } from '#messages/message';
import { isLoopback, withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import type { Clock } from '#time/clock';
import { ControlError } from './control-error.ts';
import { OnceTokens } from './once-tokens.ts';
import { Sessions } from './sessions.ts';
import { digestOf, isSecret } from './token.ts';

/** What is looked at of a request. */
export interface AskedRequest {
  readonly method: string;
  /** As in the request line. */
  readonly url: string;
  readonly headers: {
    readonly host?: string | undefined;
    readonly origin?: string | undefined;
    readonly authorization?: string | undefined;
    readonly 'sec-fetch-site'?: string | string[] | undefined;
  };
  /** Those of the Cookie header by their names. */
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

/** Who is let in. */
export interface AccessParts {
  /** The host that is listened at; undefined: a Unix socket, which its mode keeps for its owner. */
  readonly host: string | undefined;
  /** Undefined: none is asked for, as on a Unix socket. */
  readonly token: string | undefined;
  readonly clock: Clock;
}

const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
const BEARER = /^bearer +(\S+) *$/i;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Decides who may ask: whoever shows the token, or a web page that was served from here and has shown it before. A page
 * elsewhere may make a browser ask too; what the browser says of that page decides [RFC 6454, Fetch Metadata].
 */
export class Access {
  readonly sessions: Sessions;
  readonly #host: string | undefined;
  readonly #token: Buffer | undefined;
  readonly #once: OnceTokens;

  constructor({ host, token, clock }: AccessParts) {
    this.#host = host;
    this.#token = token === undefined ? undefined : digestOf(token);
    this.sessions = new Sessions(clock);
    this.#once = new OnceTokens(clock);
  }

  /** Refuses requests under a foreign name, and those of foreign pages. @throws ControlError */
  checkSource({ url, headers }: AskedRequest): void {
    const { origin } = headers;
    // A target that names a host itself is what counts (RFC 9112, 3.2.2).
    const host = ABSOLUTE.exec(url)?.[1] ?? headers.host;
    if (this.#host !== undefined && host === undefined)
      throw new ControlError('INVALID', message('control.noHost'));
    // A name of somebody else may have been led to this machine, and a page of that name could read the answers (DNS rebinding).
    if (this.#host !== undefined && host !== undefined && !isOwnName(host, this.#host))
      throw new ControlError('MISDIRECTED', message('control.otherName', { name: shown(host) }));
    if (origin !== undefined && origin.toLowerCase() !== `http://${host ?? ''}`.toLowerCase())
      throw new ControlError('FORBIDDEN', message('control.foreignOrigin', { origin: shown(origin) }));
  }

  /** Refuses whoever has shown no token. @throws ControlError */
  checkToken(request: AskedRequest): void {
    if (this.#token === undefined) return;
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, typed = ''] = BEARER.exec(authorization) ?? [];
      if (isSecret(typed, this.#token)) return;
      throw new ControlError('UNAUTHORIZED', message('control.wrongToken'));
    }
    if (!this.sessions.isOpen(request.cookies)) {
      const stale = request.cookies[this.sessions.cookie] !== undefined;
      throw new ControlError('UNAUTHORIZED', message(stale ? 'control.staleCookie' : 'control.noToken'));
    }
    if (!isOwnPage(request)) throw new ControlError('FORBIDDEN', message('control.cookieElsewhere'));
  }

  /** Whether this is the token, or one that counts once; always where there is none. */
  isToken(typed: string): boolean {
    return this.#token === undefined || isSecret(typed, this.#token) || this.#once.take(typed);
  }

  /** A token that a page may show once, soon: worth nothing to who finds it later, as in the command line of a browser. */
  tokenForOnce(): string {
    return this.#once.make();
  }
}

/** Whether a request that has only a cookie comes from a page served from here: any port of this machine is the same site. */
function isOwnPage({ method, headers }: AskedRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (SAFE.has(method)) return site === undefined || site === 'same-origin' || site === 'none';
  // Its value was looked at already.
  return headers.origin !== undefined || site === 'same-origin';
}

/** Whether a Host header names what is listened at, by a name that nobody else can lead here. */
function isOwnName(header: string, listened: string): boolean {
  const url = `http://${header}`;
  if (!/^[\w.:[\]-]+$/.test(header) || !URL.canParse(url)) return false;
  const name = withoutBrackets(new URL(url).hostname);
  // With the dot at its end a name is the same.
  if (isLoopback(name.replace(/\.$/, ''))) return true;
  if (isLoopback(listened)) return false;
  // Public DNS has no names without a dot.
  return isIP(name) !== 0 || [listened, hostname()].includes(name) || !name.includes('.');
}

function shown(header: string): string {
  return header.slice(0, 100);
}
