import type { Lifecycle } from '#app/lifecycle';
import { type ControlAddress, formatControlAddress } from '#config/control-address';
import type { Configuration } from '#config/resolve';
import type { EventRecorder, LiveRecording } from '#control/index';
import type { NewEvent } from '#expect/events';
import type { TellEvent } from '#expect/module-events';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { RunMetrics } from '#metrics/run-metrics';
import { isLoopback } from '#net/host-port';
import { systemClock } from '#time/clock';
import { printedLanguage } from '../language.ts';
import { keepsToken, pageUrlOf, withToken } from '../page-address.ts';

/** A control plane that listens. */
export interface OpenControl {
  /** `http://HOST:PORT` or `unix:PATH`. */
  readonly url: string;
  /** Undefined: none is asked for, because a Unix socket is its owner's. */
  readonly token: string | undefined;
  /** Whether whoever started the run has the token already. */
  readonly tokenGiven: boolean;
  /** Where its page is, with the token; undefined: none is served. */
  readonly page: string | undefined;
  /** The same, with a token that counts once: for where others may read it. */
  pageForOnce(): string;
  /** Records what is asked for while the run goes on. */
  readonly recording: LiveRecording;
  /** Looks on at all modules for its events. */
  readonly recorder: EventRecorder;
  /** Tells an event of the run itself. */
  readonly tell: TellEvent<NewEvent>;
}

/**
 * Opens the control plane until the end of a run.
 * @param listens is told before anything is logged of it
 * @throws ControlError, PortError when the address cannot be had, UsageError for a token that is none
 */
export async function openControl(
  address: ControlAddress,
  configuration: Configuration,
  metrics: RunMetrics,
  life: Lifecycle,
  log: Log,
  listens: (control: OpenControl) => void = () => {},
): Promise<OpenControl> {
  // Fastify and all that is built on it: no part of a start without it.
  const { ControlledRun, ControlServer, controlToken, EventLog, EventRecorder, LiveRecording, PAGE_FOLDER } =
    await import('#control/index');
  const isPrivate = 'path' in address;
  const token = isPrivate
    ? undefined
    : controlToken(process.env, (warning) => log('warn', 'control', warning));
  const run = new ControlledRun(metrics, configuration);
  const events = new EventLog(systemClock);
  const recording = new LiveRecording(systemClock, events);
  const recorder = new EventRecorder(events, recording);
  const page = configuration.web.value === undefined ? undefined : PAGE_FOLDER;
  const parts = {
    run,
    events,
    recording,
    clock: systemClock,
    log,
    token: token?.value,
    page,
    language: printedLanguage().code,
  };
  const server = await ControlServer.create(parts, address);
  life.onClose(() => server.close());
  const target = await server.listen();
  const shown = formatControlAddress({ ...address, ...target } as ControlAddress);
  const url = isPrivate ? shown : `http://${shown}`;
  const pageAt = page === undefined || 'path' in target ? undefined : pageUrlOf(target);
  const open: OpenControl = {
    url,
    token: token?.value,
    tokenGiven: token?.given ?? false,
    page: pageAt && withToken(pageAt, token?.value),
    pageForOnce: () => withToken(pageAt ?? url, server.tokenForOnce()),
    recording,
    recorder,
    tell: (event, told) => recorder.run(event, told),
  };
  listens(open);
  log('info', 'control', message('control.at', { address: url }));
  if (!isPrivate && !isLoopback(address.host))
    log('warn', 'control', message('control.open', { host: address.host }));
  return open;
}

/** What the ready line and the ready file say of it. */
export function readyControl({ url, token }: OpenControl): { readonly url: string; readonly token?: string } {
  return { url, ...(token !== undefined && { token }) };
}

/**
 * Its URL for a person, and that of its page. A token that was made is in it; the journal is read by others too, and a token that was
 * given is known.
 */
export function shownUrls({ url, token, tokenGiven, page }: OpenControl): {
  readonly control?: string;
  readonly page?: string;
} {
  const open = token === undefined || keepsToken(tokenGiven);
  // The control plane is where its page is.
  if (page !== undefined) return { page: open ? page.replace(/#.*/, '') : page };
  return { control: open ? url : withToken(`${url}/`, token) };
}
