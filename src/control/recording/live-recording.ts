import type { Duplex } from 'node:stream';
import { message } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { StepEvent } from '#mqtt/observe';
import type { Route } from '#mqtt/route';
import type { CapturedConnection } from '#pcap/captured-connection';
import type { HostTraits } from '#ports/index';
import { ModuleRecording } from '#recording/module-recording';
import type { LineListener } from '#recording/recorder';
import type { Clock } from '#time/clock';
import type { ConnectionListener } from '#trace/watch-dial';
import { ControlError } from '../control-error.ts';
import type { EventLog } from '../events/event-log.ts';
import type { DescribeModule, RecordingSession } from './recording-session.ts';

const DISCONNECT = 0xe0;

/** What a capture hears of a module beside its connections. */
const CAPTURED = [
  ...['traffic', 'command', 'answered', 'linkState', 'connectFailed', 'compat', 'restarting'],
] as const satisfies readonly (keyof ModuleObserver)[];

/** A connection between a module and a broker that is there now. */
interface OpenConnection {
  readonly module: string;
  readonly link: number | undefined;
  readonly route: Route;
  /** What was found out on the way, for a capture that begins later. */
  readonly steps: StepEvent[];
  open: boolean;
  captured: CapturedConnection | undefined;
}

/** Looks on at all modules and keeps it where a recording was asked for, which begins and ends while the run goes on. */
export class LiveRecording {
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #lines = new Map<string, ModuleRecording>();
  /** Names of those that are there, by the module. */
  readonly #hosts = new Map<string, string[]>();
  readonly #connections = new Set<OpenConnection>();
  /** The last one. */
  #session: RecordingSession | undefined;

  constructor(clock: Clock, events: EventLog) {
    this.#clock = clock;
    this.#events = events;
  }

  /** The last one that was begun. */
  get session(): RecordingSession | undefined {
    return this.#session;
  }

  /** Begins. @throws ControlError `CONFLICT` while one runs */
  async begin(secrets: boolean, describe: DescribeModule): Promise<RecordingSession> {
    // Not on the way of a control plane that records nothing.
    const { RecordingSession } = await import('./recording-session.ts');
    if (this.#running !== undefined)
      throw new ControlError('CONFLICT', message('controlAction.recordingRuns'));
    const session = new RecordingSession({
      clock: this.#clock,
      secrets,
      describe,
      changed: (state) => this.#events.add({ event: 'recording', state }),
    });
    this.#session = session;
    for (const [module, names] of this.#hosts)
      for (const name of names) session.line(module).event({ event: 'opened', side: 'host', name });
    for (const each of this.#connections) this.#joinLate(session, each);
    return session;
  }

  /** Ends it; what it has stays. @throws ControlError `CONFLICT` when none runs */
  end(): RecordingSession {
    const running = this.#running;
    if (running === undefined) throw new ControlError('CONFLICT', message('controlAction.noRecordingRuns'));
    running.end('ended');
    return running;
  }

  /** Looks on at a module. */
  observer(module: string): ModuleObserver {
    const hears = (name: (typeof CAPTURED)[number]) => (event: unknown) => {
      const { [name]: told } = this.#running?.capture(module).observer ?? {};
      (told as ((event: unknown) => void) | undefined)?.(event);
    };
    const captured: ModuleObserver = Object.fromEntries(CAPTURED.map((name) => [name, hears(name)]));
    return { ...captured, ...this.#lineOf(module).observer };
  }

  /** Looks on at a host that comes and goes. @returns what is known of it, for the module */
  watchHost(module: string, stream: Duplex, name: string, traits: HostTraits): HostTraits {
    return this.#lineOf(module).watchHost(stream, name, traits);
  }

  /** Looks on at a connection that is dialled now. */
  connection(module: string, route: Route, link: number | undefined): ConnectionListener {
    const captured = this.#running?.capture(module).connection(route, link);
    const connection: OpenConnection = { module, link, route, steps: [], open: false, captured };
    this.#connections.add(connection);
    const over = (): void => void this.#connections.delete(connection);
    return {
      step(event) {
        connection.steps.push(event);
        connection.captured?.step(event);
      },
      opened() {
        connection.open = true;
        connection.captured?.opened();
      },
      packet(direction, bytes) {
        if (direction === '<') return connection.captured?.received(bytes);
        connection.captured?.sent(bytes);
        // Nothing of the module follows it [MQTT-3.14.4-1].
        if (bytes[0] === DISCONNECT) connection.captured?.ended();
      },
      foreign() {},
      dropped() {
        over();
        connection.captured?.destroyed();
      },
      closed(error) {
        over();
        connection.captured?.closed(error);
      },
    };
  }

  get #running(): RecordingSession | undefined {
    return this.#session?.state === 'running' ? this.#session : undefined;
  }

  #joinLate(session: RecordingSession, connection: OpenConnection): void {
    if (!connection.open) return;
    const { module, route, link, steps } = connection;
    const captured = session.capture(module).connection(route, link, true);
    connection.captured = captured;
    for (const step of steps) captured.step(step);
    captured.opened();
  }

  #lineOf(module: string): ModuleRecording {
    const known = this.#lines.get(module) ?? new ModuleRecording(this.#listenerOf(module));
    this.#lines.set(module, known);
    return known;
  }

  #listenerOf(module: string): LineListener {
    return {
      bytes: (...bytes) => this.#running?.line(module).bytes(...bytes),
      event: (event) => {
        if (event.event === 'opened' || event.event === 'closed') this.#note(module, event);
        this.#running?.line(module).event(event);
      },
    };
  }

  #note(module: string, event: { readonly event: string; readonly name?: string | undefined }): void {
    const names = this.#hosts.get(module) ?? [];
    this.#hosts.set(module, names);
    if (event.event === 'opened') names.push(event.name ?? '');
    else names.shift();
  }
}
