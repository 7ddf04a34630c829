import { mqttCode } from '#at/mqtt-codes';
import { failure, isFailure, type Result } from '#at/reply';
import type { ConnectOptions, Session } from '#mqtt/index';
import type { Route } from '#mqtt/route';
import { withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import { type ConnectionConfig, reportedPath, type Target, type UserConfig } from './config.ts';
import { connectOptions } from './connect-options.ts';
import { type Scheme, schemeOf } from './schemes.ts';
import type { LinkServices } from './services.ts';
import type { LinkSessions } from './sessions.ts';
import { readTlsMaterial } from './tls-material.ts';

/** Milliseconds that each step of a TLS handshake may take (the manual; [B-WAIT-1]). */
const HANDSHAKE_STEP_TIMEOUT_MS = 10_000;

/** Everything a try to connect needs. */
export interface Prepared {
  readonly options: ConnectOptions;
  readonly session: Session;
  readonly route: Route;
}

/** Checks all that can be checked before a packet leaves [B-CERT-2], [B-CONN-5]. */
export function prepareConnection(
  services: LinkServices,
  sessions: LinkSessions,
  config: { user: UserConfig; connection: ConnectionConfig; target: Target },
): Result<Prepared> {
  const { user, connection, target } = config;
  const options = connectOptions(user, connection);
  if (typeof options === 'string') return failure(mqttCode('PARAM_PREPARE_ERROR'), options);
  const route = routeTo(services, user, target);
  if (isFailure(route)) return route;
  if (!services.wifi.connected) {
    return failure(mqttCode('CLIENT_START_FAILED'), 'there is no Wi-Fi; send AT+CWJAP first');
  }
  try {
    const session = sessions.open(options.clientId, `${target.host}:${target.port}`);
    return { options, session, route };
  } catch (error) {
    return failure(
      mqttCode('PARAM_PREPARE_ERROR'),
      `the stored session cannot be read: ${(error as Error).message}`,
    );
  }
}

/** The way to the broker, by the scheme [B-USER-1], [B-TLS-1]. */
function routeTo(services: LinkServices, user: UserConfig, target: Target): Result<Route> {
  const scheme = schemeOf(user.scheme);
  const path = scheme.webSocket ? Buffer.from(reportedPath(user), 'latin1') : undefined;
  if (!scheme.tls) return { ...target, path };
  const material = readTlsMaterial(services.flash.manufacturing, services.tls, user, scheme);
  if (isFailure(material)) return material;
  return { ...target, path, tls: { ...material, ...identity(services, user, target, scheme) } };
}

function identity(services: LinkServices, user: UserConfig, target: Target, scheme: Scheme) {
  const { clock, moduleClock } = services;
  const host = withoutBrackets(target.host);
  const sni = user.sni.toString('latin1');
  return {
    // An address is no name to send (RFC 6066, 3).
    serverName: sni !== '' ? sni : isIP(host) === 0 ? host : undefined,
    alpn: user.alpn,
    verify: scheme.verifyServer ? { name: sni !== '' ? sni : host, now: () => moduleClock.now() } : undefined,
    stepTimeoutMs: HANDSHAKE_STEP_TIMEOUT_MS,
    timers: clock,
  };
}
