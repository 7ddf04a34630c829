import { message } from '#messages/message';
import { failingDial } from '#mqtt/failing-dial';
import type { Route } from '#mqtt/route';
import type { Dial } from '#mqtt/transport';
import type { Pem } from '#net/pem';
import { PlatformError } from './platform-error.ts';

/** Makes the dial function for a route to a broker. @param link the LinkID of who asks, where a link does */
export type DialRoute = (route: Route, link?: number) => Dial;

/**
 * Finds the address of a host name.
 * @param family 4 or 6: which kind of address is wanted
 * @returns the first one; rejects with PlatformError `NAME` when there is none
 */
export type ResolveName = (name: string, family: 4 | 6) => Promise<string>;

/**
 * Sends one echo request.
 * @returns milliseconds there and back; rejects with PlatformError `SILENT` when there is no answer, and with `PING` when
 *   no request can be sent
 */
export type Ping = (host: string) => Promise<number>;

/**
 * Asks one SNTP server, given as `host` or `host:port`.
 * @returns milliseconds since 1970 UTC; rejects with PlatformError `TIME` when there is no answer that may be trusted
 */
export type AskTime = (server: string, timeoutMs: number) => Promise<number>;

/** A certificate or a key that is stored, and what commands that mend it call its file. */
export interface StoredPem {
  readonly content: Pem;
  readonly file: string;
}

/** Checks what TLS is to be given; each function throws an error whose reason says what is wrong and what mends it. */
export interface TlsCheck {
  /** @param other what stands in the key's place, to see whether the two were exchanged */
  certificate(certificate: StoredPem, other?: StoredPem): void;
  /** @param other what stands in the certificate's place */
  privateKey(key: StoredPem, other?: StoredPem): void;
  /** Whether the key belongs to the certificate. */
  pair(certificate: StoredPem, key: StoredPem): void;
}

/**
 * What a module needs of the world outside, handed in, so that a test or a fault script can wrap it. `#node/platform`
 * is what Node gives.
 */
export interface Platform {
  readonly dial: DialRoute;
  readonly resolveName: ResolveName;
  readonly ping: Ping;
  readonly askTime: AskTime;
  readonly tls: TlsCheck;
  /** The versions that `AT+GMR` prints: that of this program, and of what runs it, such as `node v24.1.0`. */
  readonly versions: { readonly program: string; readonly runtime: string };
}

/** A module on its own: nothing is reached, and nothing is known of certificates. */
export const OFFLINE: Platform = {
  dial: () => failingDial(offline),
  resolveName: unreachable,
  ping: unreachable,
  askTime: unreachable,
  tls: { certificate() {}, privateKey() {}, pair() {} },
  versions: { program: '0.0.0', runtime: 'unknown' },
};

async function unreachable(): Promise<never> {
  throw offline();
}

function offline(): PlatformError {
  return new PlatformError('OFFLINE', message('platform.noNetwork'));
}
