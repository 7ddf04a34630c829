import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, isFailure, type Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { isMqttError } from '#mqtt/errors';
import type { LinkContext, Outcome } from './context.ts';
import { type Prepared, prepareConnection } from './prepare.ts';

/** Milliseconds that a connection gets in all when the command names no time [B-WAIT-1]. */
export const CONNECT_TIMEOUT_MS = 15_000;

/** One try to connect. What comes of it has gone through the machine when this returns or settles. */
export function tryToConnect(link: LinkContext, timeoutMs: number): Outcome {
  const { user, connection, target } = link.configuration;
  if (user === undefined) return Promise.resolve(undefined);
  const prepared = prepareConnection(link.services, link.sessions, { user, connection, target });
  return isFailure(prepared) ? failed(link, prepared) : connect(link, prepared, timeoutMs);
}

async function connect(link: LinkContext, prepared: Prepared, timeoutMs: number): Promise<Result<undefined>> {
  const client = link.client.create(prepared, {
    connected: (sessionPresent) => connected(link, sessionPresent),
    received: (message, delivered) => link.inbox.received(message, delivered),
    answered: () => {
      if (link.conduct.repliesFirst) link.inbox.hold();
    },
    deviation: (what) => link.log('warn', what),
    notStored: (reason) => link.sessions.failed(reason),
    stored: () => link.sessions.healed(),
    closed: (error) => {
      const reason = reasonOf(error);
      link.log('warn', reason);
      link.client.remove(() => link.apply({ type: 'down' }, { reason }));
    },
  });
  try {
    await client.connect(prepared.options, timeoutMs);
    return undefined;
  } catch (error) {
    const code = isMqttError(error, 'INVALID') ? 'PARAM_PREPARE_ERROR' : 'CLIENT_START_FAILED';
    const why = failure(mqttCode(code), reasonOf(error));
    // Whoever took the client away, a restart or the Wi-Fi, has told the machine.
    return link.client.current === client ? failed(link, why) : why;
  }
}

function connected(link: LinkContext, sessionPresent: boolean): void {
  const { target } = link.configuration;
  link.log('info', message('link.connected', { address: `${target.host}:${target.port}`, sessionPresent }));
  const notice = link.configuration.unverifiedNotice();
  if (notice !== undefined) link.log('warn', notice);
  if (link.model.attempt === 'first') link.inbox.hold();
  link.apply({ type: 'up' });
}

function failed(link: LinkContext, why: Failure): Failure {
  const { attempt } = link.model;
  if (attempt === 'again') link.log('warn', why.reason);
  const reason = attempt === 'first' ? message('link.connectFailed', { why: why.reason }) : why.reason;
  // A missing certificate is told by its own line [B-CERT-2].
  const silent = why.before.length > 0;
  link.client.remove(() => link.apply({ type: 'failed', silent }, { reason }));
  return why;
}
