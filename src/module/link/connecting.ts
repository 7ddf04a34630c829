import { mqttCode } from '#at/mqtt-codes';
import { Failure, failure, isFailure, type Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { showTopic } from '#mqtt/codec/topics';
import { isMqttError, type MqttError } from '#mqtt/errors';
import { isTransportError } from '#mqtt/transport-error';
import { withoutBrackets } from '#net/host-port';
import { isIP, isPrivate } from '#net/ip';
import { reasonWithAdvice } from './advice.ts';
import type { LinkClientEvents } from './client.ts';
import type { TimedOut } from './connect-conduct.ts';
import type { LinkContext, Outcome } from './context.ts';
import type { HowFailed } from './machine.ts';
import { type Prepared, prepareConnection } from './prepare.ts';
import type { Received } from './received.ts';
import { closedByBroker, ShortConnections } from './short-connections.ts';

/** Milliseconds that a connection gets in all when the command names no time [B-WAIT-1]. */
export const CONNECT_TIMEOUT_MS = 15_000;

/**
 * One try to connect. What comes of it has gone through the machine when this returns or settles; a command hears of a
 * failure later than that where `connectErrorDelay` says so.
 */
export function tryToConnect(link: LinkContext, timeoutMs: number): Outcome {
  const { user, connection, target } = link.configuration;
  if (user === undefined) return Promise.resolve(undefined);
  const { attempt } = link.model;
  const { connecting } = link.services;
  const end = link.services.clock.now() + timeoutMs;
  const prepared = prepareConnection(link.services, link.sessions, { user, connection, target });
  if (isFailure(prepared)) return failed(link, prepared, 'unsent');
  if (attempt !== 'first') return reach(link, prepared, timeoutMs);
  if (connecting.resolvesFirst && isIP(withoutBrackets(target.host)) === 0) {
    return resolveFirst(link, prepared, target.host, end);
  }
  const reached = reach(link, prepared, timeoutMs);
  if (reached instanceof Promise) void reached.then(() => tellPrivate(link, target.host));
  return answerLater(link, reached, end);
}

/** Tells of a name that firmware after 5.0 would refuse, once the connection has been tried [B-CONN-6]. */
async function tellPrivate({ services }: LinkContext, host: string): Promise<void> {
  const { privateNames, wifi, compat } = services;
  if (isIP(withoutBrackets(host)) !== 0) return;
  const found = await privateNames.has(host);
  // A module that was switched off meanwhile says nothing more.
  if (found && wifi.connected) compat.found('privateAddress');
}

/** Asks for the address of a name, which may not be private; so does firmware after 5.0 [B-CONN-6]. */
async function resolveFirst(
  link: LinkContext,
  prepared: Prepared,
  host: string,
  end: number,
): Promise<Result<undefined>> {
  const { model } = link;
  const problem = await addressProblem(link, host);
  // A restart meanwhile has ended the try.
  if (link.model !== model) return problem;
  if (problem !== undefined) return failed(link, problem, 'unsent');
  return answerLater(link, reach(link, prepared, Math.max(0, end - link.services.clock.now())), end);
}

/** Why a name cannot be dialled, by its address. */
async function addressProblem(link: LinkContext, host: string): Promise<Result<undefined>> {
  const { resolveName, wifi } = link.services;
  const unknown = (why: Message): Failure =>
    failure(mqttCode('HOST_NOT_RESOLVED'), message('link.hostUnknown', { host, why }));
  if (!wifi.connected) return unknown(wifi.whyOffline);
  try {
    const address = await resolveName(host, 4);
    if (!isPrivate(address)) return undefined;
    return failure(mqttCode('HOST_ADDRESS_IS_PRIVATE'), message('link.hostPrivate', { host, address }));
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

/** Connects; without Wi-Fi that fails at once. */
function reach(link: LinkContext, prepared: Prepared, timeoutMs: number): Outcome {
  return link.services.wifi.connected
    ? connect(link, prepared, timeoutMs)
    : failed(link, startFailed(link, link.services.wifi.whyOffline));
}

/** ERROR follows the announcement after a while, but not beyond the time that the command has [B-CONN-5]. */
function answerLater(link: LinkContext, outcome: Outcome, end: number): Outcome {
  const { clock, connecting } = link.services;
  if (connecting.errorDelayMs === 0) return outcome;
  return Promise.resolve(outcome).then((result) => {
    const delay = Math.min(connecting.errorDelayMs, end - clock.now());
    if (!isFailure(result) || delay <= 0) return result;
    return new Promise((resolve) => link.later(delay, () => resolve(result)));
  });
}

async function connect(link: LinkContext, prepared: Prepared, timeoutMs: number): Promise<Result<undefined>> {
  const client = link.client.create(link.id, prepared, new ConnectionOfLink(link));
  const { clientTimeoutMs } = link.services.connecting;
  try {
    await client.connect(prepared.options, Math.min(timeoutMs, clientTimeoutMs));
    return undefined;
  } catch (error) {
    const reason = reasonOfFailure(link, error);
    const late = isMqttError(error, 'CONNECT_TIMEOUT') && timeoutMs <= clientTimeoutMs;
    const why = late ? timedOut(link, reason) : startFailed(link, reason);
    // Whoever took the client away, a restart or the Wi-Fi, has told the machine.
    if (link.client.current !== client) return why;
    if (isMqttError(error, 'INVALID')) {
      return failed(link, failure(mqttCode('PARAM_PREPARE_ERROR'), reason), 'unsent');
    }
    return failed(link, why, late ? HOW_TIMED_OUT[link.services.connecting.timedOut] : 'announced');
  }
}

/** What a link does when its client tells something. */
class ConnectionOfLink implements LinkClientEvents {
  readonly #link: LinkContext;

  constructor(link: LinkContext) {
    this.#link = link;
  }

  connected(sessionPresent: boolean): void {
    connected(this.#link, sessionPresent);
  }

  received(message: Received, delivered?: () => void): void {
    this.#link.inbox.received(message, delivered);
  }

  answered(): void {
    if (this.#link.conduct.repliesFirst) this.#link.inbox.hold();
  }

  deviation(what: Message): void {
    this.#link.log('warn', what);
  }

  notStored({ reason }: MqttError): void {
    this.#link.sessions.failed(reason);
  }

  stored(): void {
    this.#link.sessions.healed();
  }

  closed(error: Error): void {
    const link = this.#link;
    const reason = reasonOfLoss(link, error);
    tellLoss(link, reason);
    const tooLarge = isMqttError(error, 'TOO_LARGE');
    link.client.remove(() => link.apply({ type: 'down' }, { reason, tooLarge }));
  }
}

/** A connection that was up is gone: why, and what comes next. */
export function tellLoss(link: LinkContext, why: Message): void {
  const seconds = link.model.reconnect ? retrySeconds(link) : undefined;
  link.log('warn', message('link.disconnected', { why, seconds }));
}

function retrySeconds({ services }: LinkContext): number {
  return services.settings.reconnectIntervalMs / 1000;
}

/** Why a connection was lost, with what it may mean that it is again. */
function reasonOfLoss(link: LinkContext, error: unknown): Message {
  const why = reasonOf(error);
  const { user } = link.configuration;
  if (user === undefined || !closedByBroker(error)) return why;
  link.shortConnections ??= new ShortConnections();
  const { clock } = link.services;
  return adviceFor(link, link.shortConnections.closed(clock.now(), why, showTopic(user.clientId)));
}

/** What names the commands to change, where the setting `connect` says what they would. */
function adviceFor({ model }: LinkContext, why: Message): Message {
  const advises = why.key === 'link.advised' || why.key === 'link.closedAgain';
  return advises && model.bySetting ? message('link.adviceForSetting', { why }) : why;
}

/** Why it failed; of a certificate for another name also that a genuine module does not look at it [B-TLS-1]. */
function reasonOfFailure(link: LinkContext, error: unknown): Message {
  link.shortConnections?.failed();
  const { user, connection, target } = link.configuration;
  if (user === undefined) return reasonOf(error);
  const tried = { ...user, port: target.port, willTopic: connection.willTopic };
  const why = adviceFor(link, reasonWithAdvice(error, tried));
  const { cause } = error as Error;
  return isTransportError(cause, 'NAME_MISMATCH') && user.sni.length === 0
    ? message('link.nameCheckedHere', { why })
    : why;
}

const HOW_TIMED_OUT = {
  failed: 'announced',
  unannounced: 'unannounced',
  lost: 'lost',
} as const satisfies Record<TimedOut, HowFailed>;

/** The broker was not reached, or said no. */
function startFailed({ services }: LinkContext, reason: Message): Failure {
  return new Failure(services.connecting.failureCodes ? [mqttCode('CLIENT_START_FAILED')] : [], reason);
}

/** The time of the command is used up. */
function timedOut(link: LinkContext, reason: Message): Failure {
  switch (link.services.connecting.timedOut) {
    case 'failed':
      return startFailed(link, reason);
    case 'unannounced':
      return new Failure([], reason);
    case 'lost':
      return failure(mqttCode('CONNECT_TIMED_OUT'), reason);
  }
}

function connected(link: LinkContext, sessionPresent: boolean): void {
  const { target } = link.configuration;
  link.shortConnections?.connected(link.services.clock.now());
  link.log('info', message('link.connected', { address: `${target.host}:${target.port}`, sessionPresent }));
  const notice = link.configuration.unverifiedNotice();
  if (notice !== undefined) link.log('warn', notice);
  if (link.model.attempt === 'first') link.inbox.hold();
  link.apply({ type: 'up' });
}

function failed(link: LinkContext, why: Failure, how: HowFailed = 'announced'): Failure {
  const { attempt } = link.model;
  if (attempt === 'again') {
    link.log('warn', message('link.notReconnected', { why: why.reason, seconds: retrySeconds(link) }));
  }
  const reason = attempt === 'first' ? message('link.connectFailed', { why: why.reason }) : why.reason;
  link.services.observer?.connectFailed?.({ link: link.id, reason: why.reason });
  link.client.remove(() => link.apply({ type: 'failed', how }, { reason }));
  return why;
}
