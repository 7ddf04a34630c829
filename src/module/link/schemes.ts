import { defect } from '#errors/defect-error';
import { message } from '#messages/message';

/** What a scheme of `AT+MQTTUSERCFG` means (the manual). */
export interface Scheme {
  readonly tls: boolean;
  readonly webSocket: boolean;
  /** Check the server's chain, name and dates. */
  readonly verifyServer: boolean;
  /** Send the stored client certificate. */
  readonly clientCertificate: boolean;
}

const overTls = (webSocket: boolean, verifyServer: boolean, clientCertificate: boolean): Scheme => ({
  tls: true,
  webSocket,
  verifyServer,
  clientCertificate,
});

/** By number; the manual counts from 1. */
const SCHEMES: readonly Scheme[] = [
  { tls: false, webSocket: false, verifyServer: false, clientCertificate: false },
  overTls(false, false, false),
  overTls(false, true, false),
  overTls(false, false, true),
  overTls(false, true, true),
  { tls: false, webSocket: true, verifyServer: false, clientCertificate: false },
  overTls(true, false, false),
  overTls(true, true, false),
  overTls(true, false, true),
  overTls(true, true, true),
];

/** @param number 1 to 10 */
export function schemeOf(number: number): Scheme {
  const scheme = SCHEMES[number - 1];
  if (scheme === undefined) throw defect(message('errors.noScheme', { number }));
  return scheme;
}
