import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import { type Datagrams, openDatagrams } from './datagrams.ts';

const SOCKET = 'NOTIFY_SOCKET';
const WATCHDOG = ['WATCHDOG_USEC', 'WATCHDOG_PID'] as const;

interface ServiceManagerParts {
  /** What the service manager has put there is taken out, for it is not for programs that this one starts. */
  readonly environment: Record<string, string | undefined>;
  readonly timers: Timers;
  readonly log: Log;
  /** How datagrams are sent; those of the system unless given. */
  readonly open?: (failed: (error: Error) => void) => Datagrams;
}

/** Tells the service manager how far a service is, as sd_notify(3) has it, and that its event loop is alive. */
export class ServiceManager {
  readonly #path: string;
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #datagrams: Datagrams;
  #cancelBeat: Cancel | undefined;
  #status = '';
  #told = false;

  private constructor(path: string, { timers, log }: ServiceManagerParts, datagrams: Datagrams) {
    this.#path = path;
    this.#timers = timers;
    this.#log = log;
    this.#datagrams = datagrams;
  }

  /** @returns undefined where no service manager waits to be told, or none can be, which is told */
  static of(parts: ServiceManagerParts): ServiceManager | undefined {
    const { environment, log, open = openDatagrams } = parts;
    const path = environment[SOCKET];
    const beatMs = beatOf(environment);
    for (const name of [SOCKET, ...WATCHDOG]) delete environment[name];
    if (path === undefined || path === '') return undefined;
    if (!path.startsWith('/')) {
      log('warn', 'systemd', message('systemd.noPath', { path }));
      return undefined;
    }
    let manager: ServiceManager | undefined;
    try {
      const datagrams = open((error) => manager?.failed(error));
      manager = new ServiceManager(path, parts, datagrams);
    } catch (error) {
      log('warn', 'systemd', message('systemd.notLoaded', { why: reasonOf(error) }));
      return undefined;
    }
    if (beatMs !== undefined) manager.#beat(beatMs);
    return manager;
  }

  /** The service is up, or up again after `reloading`. */
  ready(): void {
    this.#send('READY=1');
  }

  /** It is not up yet and will take longer than the manager may have thought. */
  extend(ms: number): void {
    this.#send(`EXTEND_TIMEOUT_USEC=${Math.ceil(ms) * 1000}`);
  }

  /** What it does, in one line; told when it has changed. */
  status(text: string): void {
    const line = text.replaceAll(/\s+/g, ' ');
    if (line === this.#status) return;
    this.#status = line;
    this.#send(`STATUS=${line}`);
  }

  /** It reads its settings again; `ready` ends that. */
  reloading(): void {
    // By the monotonic clock of the system, which is Node's.
    this.#send(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  stopping(): void {
    this.#send('STOPPING=1');
  }

  /** Says nothing any more. */
  close(): void {
    this.#cancelBeat?.();
    this.#datagrams.close();
  }

  /** The manager cannot be told: it is, once. */
  failed(error: Error): void {
    if (this.#told) return;
    this.#told = true;
    this.#log('warn', 'systemd', message('systemd.notTold', { path: this.#path, why: reasonOf(error) }));
  }

  #beat(ms: number): void {
    this.#send('WATCHDOG=1');
    this.#cancelBeat = this.#timers.after(ms, () => this.#beat(ms));
  }

  #send(text: string): void {
    try {
      this.#datagrams.send(text, this.#path, (error) => {
        if (error !== undefined && error !== null) this.failed(error);
      });
    } catch (error) {
      this.failed(error as Error);
    }
  }
}

/** Half of the time after which the manager takes this process for dead; undefined: it does not watch it. */
function beatOf(environment: ServiceManagerParts['environment']): number | undefined {
  const [usec, pid] = WATCHDOG.map((name) => environment[name]);
  const ms = Number(usec) / 2000;
  if (!Number.isFinite(ms) || ms < 1) return undefined;
  return pid === undefined || Number(pid) === process.pid ? ms : undefined;
}
