import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { assemble } from '#app/assemble';
import type { RunContext } from '#app/run-context';
import { planOf } from '#config/plan';
import type { PlanOptions } from '#config/plan-options';
import { resolveConfiguration } from '#config/resolve';
import { type ControlParts, ControlServer, type ControlTarget } from '#control/control-server';
import { ControlledRun } from '#control/controlled-run';
import { EventLog } from '#control/events/event-log';
import { EventRecorder } from '#control/events/recorder';
import { LiveRecording } from '#control/recording/live-recording';
import { CompatReport } from '#expect/compat-report';
import { faultFactory } from '#faults/factory';
import { textLog } from '#messages/log';
import { RunMetrics } from '#metrics/run-metrics';
import { systemClock } from '#time/clock';
import { dialHost } from '../../support/hosts.ts';

/** The token of runs of tests. */
export const TOKEN = 'a-token-of-the-tests';

/** A request as a program or a browser makes it. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  /** Default: the token of the run. */
  readonly token?: string | undefined;
}

/** What came back; `body` is read as JSON where it is. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly body: any;
}

/** A run under control, in this process. */
export interface ControlledTest {
  readonly target: ControlTarget;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly log: readonly string[];
  readonly server: ControlServer;
  readonly run: ControlledRun;
  readonly events: EventLog;
  /** The TCP ports of the modules, by their names. */
  readonly ports: Readonly<Record<string, number>>;
  /** Of the embedded broker, where there is one. */
  readonly broker: string | undefined;
  ask(path: string, how?: Ask): Promise<Answer>;
  /** A host on the port of a module. */
  dial(module?: string): ReturnType<typeof dialHost>;
}

/** Starts a run and its control plane. */
export async function controlled(
  options: Partial<PlanOptions> = {},
  parts: Partial<ControlParts> & {
    readonly target?: ControlTarget;
    readonly context?: Partial<RunContext>;
  } = {},
): Promise<ControlledTest> {
  const { target: wanted = { host: '127.0.0.1', port: 0 }, context, ...given } = parts;
  const typed: PlanOptions = { port: ['tcp-listen:0'], set: [], ...options };
  const configuration = await resolveConfiguration(typed, {});
  const log: string[] = [];
  const logFor = (module?: string) =>
    textLog((level, namespace, text) => log.push(`${level} ${module ?? '-'} ${namespace}: ${text}`));
  const metrics = new RunMetrics(systemClock);
  const run = new ControlledRun(metrics, configuration);
  const events = parts.events ?? new EventLog(systemClock);
  const recording = new LiveRecording(parts.clock ?? systemClock, events);
  const recorder = new EventRecorder(events, recording);
  const compat = new CompatReport({});
  const server = await ControlServer.create(
    { run, events, recording, clock: systemClock, log: logFor(), token: TOKEN, ...given },
    wanted,
  );
  onTestFinished(() => server.close());
  const target = await server.listen();
  const assembly = await assemble(
    planOf(configuration, typed),
    {
      logFor,
      faults: faultFactory,
      changeable: true,
      counter: metrics,
      watcher: recorder,
      watchHost: (...host) => recording.watchHost(...host),
      brokerObserver: recorder.brokerObserver,
      observerFor: (module) => compat.observer(module, (event) => recorder.compat(module, event)),
      ...context,
    },
    { ms: 0 },
    (running) => metrics.runs(running),
  );
  onTestFinished(() => assembly.close());
  const ports = Object.fromEntries(
    assembly.endpoints.modules.map(({ name, ports: [port] }) => [name, port?.kind === 'tcp' ? port.port : 0]),
  );
  return {
    target,
    host: 'path' in target ? 'localhost' : `${target.host}:${target.port}`,
    log,
    server,
    run,
    events,
    ports,
    broker: assembly.endpoints.broker?.url,
    ask: (path, how) => ask(target, path, how),
    dial: (module = 'module0') => dialHost(ports[module]),
  };
}

/** Asks over a real socket. */
export function ask(target: ControlTarget, path: string, how: Ask = {}): Promise<Answer> {
  const { json, headers = {}, token = TOKEN } = how;
  const body = json === undefined ? how.body : JSON.stringify(json);
  const method = how.method ?? (body === undefined ? 'GET' : 'POST');
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...('path' in target ? { socketPath: target.path } : { host: target.host, port: target.port }),
        path,
        method,
        agent: false,
        headers: {
          ...(token !== '' && { authorization: `Bearer ${token}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(Object.fromEntries(
            Object.entries(headers).filter(([, value]) => value !== undefined),
          ) as Record<string, string>),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson =
            answer.headers['content-type']?.startsWith('application/json') === true && text !== '';
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            body: isJson ? JSON.parse(text) : undefined,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What is answered to bytes that are sent as they are, until the connection ends. */
export function askRaw(target: ControlTarget, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      'path' in target ? { path: target.path } : { host: target.host, port: target.port },
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(bytes);
  });
}
