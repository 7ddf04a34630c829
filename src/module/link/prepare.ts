import { mqttCode } from '#at/mqtt-codes';
import { failure, isFailure, type Result } from '#at/reply';
import { showBytes } from '#bytes/show-bytes';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import type { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { Route } from '#mqtt/route';
import { type ConnectionConfig, sentPath, type Target, type UserConfig } from './config.ts';
import { connectOptions } from './connect-options.ts';
import { routeBy } from './route.ts';
import { schemeOf } from './schemes.ts';
import type { LinkServices } from './services.ts';
import type { LinkSessions } from './sessions.ts';
import { readTlsMaterial } from './tls-material.ts';

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
  const { checksHostName } = services.connecting;
  const options = connectOptions(user, connection, services.connecting);
  if (isFailure(options)) return options;
  const route = routeTo(services, user, target, checksHostName);
  if (isFailure(route)) return route;
  try {
    const session = sessions.open(showBytes(user.clientId), `${target.host}:${target.port}`);
    return { options, session, route };
  } catch (error) {
    return failure(
      mqttCode('PARAM_PREPARE_ERROR'),
      message('link.sessionUnreadable', { why: reasonOf(error) }),
    );
  }
}

/** The way to the broker, with what the flash holds for the scheme. */
export function routeTo(
  services: LinkServices,
  user: UserConfig,
  target: Target,
  checksHostName: boolean,
): Result<Route> {
  const scheme = schemeOf(user.scheme);
  const { flash, tls, clock, moduleClock, settings } = services;
  const material = scheme.tls ? readTlsMaterial(flash, tls, user, scheme) : {};
  if (isFailure(material)) return material;
  return routeBy(scheme, {
    ...target,
    path: Buffer.from(sentPath(user, settings.places.pathSlash), 'latin1'),
    sni: user.sni.toString('latin1'),
    checksHostName,
    alpn: user.alpn,
    material,
    maxInboundBytes: settings.maxInboundBytes,
    now: () => moduleClock.now(),
    timers: clock,
  });
}
