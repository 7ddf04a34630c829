import type { Lifecycle } from '#app/lifecycle';
import { type ControlAddress, formatControlAddress } from '#config/control-address';
import type { Configuration } from '#config/resolve';
import type { EventRecorder } from '#control/index';
import type { NewEvent } from '#expect/events';
import type { TellEvent } from '#expect/module-events';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { RunMetrics } from '#metrics/run-metrics';
import { isLoopback } from '#net/host-port';
import { systemClock } from '#time/clock';
import { isJournal } from '../log/journal.ts';

/** A control plane that listens. */
export interface OpenControl {
  /** `http://HOST:PORT` or `unix:PATH`. */
  readonly url: string;
  /** Undefined: none is asked for, because a Unix socket is its owner's. */
  readonly token: string | undefined;
  /** Whether whoever started the run has the token already. */
  readonly tokenGiven: boolean;
  /** Looks on at all modules for its events. */
  readonly recorder: EventRecorder;
  /** Tells an event of the run itself. */
  readonly tell: TellEvent<NewEvent>;
}

/**
 * Opens the control plane until the end of a run.
 * @throws ControlError, PortError when the address cannot be had, UsageError for a token that is none
 */
export async function openControl(
  address: ControlAddress,
  configuration: Configuration,
  metrics: RunMetrics,
  life: Lifecycle,
  log: Log,
): Promise<OpenControl> {
  // Fastify and all that is built on it: no part of a start without it.
  const { ControlledRun, ControlServer, controlToken, EventLog, EventRecorder } = await import(
    '#control/index'
  );
  const isPrivate = 'path' in address;
  const token = isPrivate
    ? undefined
    : controlToken(process.env, (warning) => log('warn', 'control', warning));
  const run = new ControlledRun(metrics, configuration);
  const events = new EventLog(systemClock);
  const recorder = new EventRecorder(events);
  const parts = { run, events, clock: systemClock, log, token: token?.value };
  const server = await ControlServer.create(parts, address);
  life.onClose(() => server.close());
  const target = await server.listen();
  const shown = formatControlAddress({ ...address, ...target } as ControlAddress);
  const url = isPrivate ? shown : `http://${shown}`;
  log('info', 'control', message('control.at', { address: url }));
  if (!isPrivate && !isLoopback(address.host))
    log('warn', 'control', message('control.open', { host: address.host }));
  return {
    url,
    token: token?.value,
    tokenGiven: token?.given ?? false,
    recorder,
    tell: (event, told) => recorder.run(event, told),
  };
}

/** What the ready line and the ready file say of it. */
export function readyControl({ url, token }: OpenControl): { readonly url: string; readonly token?: string } {
  return { url, ...(token !== undefined && { token }) };
}

/**
 * Its URL for a person. A token that was made is in the fragment, which browsers send to nobody; the journal is read by others
 * too, and a token that was given is known.
 */
export function pageOf({ url, token, tokenGiven }: OpenControl): string {
  return token === undefined || tokenGiven || isJournal() ? url : `${url}/#token=${token}`;
}
