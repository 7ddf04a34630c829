import type { CommandRow } from '#at/command';
import { describeCode } from '#at/describe-code';
import { Interpreter } from '#at/interpreter';
import type { ReadContext } from '#at/params';
import { Writer } from '#at/writer';
import { showBytes } from '#bytes/show-bytes';
import type { Log } from '#messages/log';
import { type Clock, systemClock } from '#time/clock';
import type { Cancel } from '#time/timers';
import { ModuleClock } from './clock/module-clock.ts';
import { Sntp } from './clock/sntp.ts';
import { CommandLoop, type LoopOwner } from './command-loop.ts';
import { createMemoryFlash, type Flash } from './flash/flash.ts';
import { Flow } from './flow.ts';
import { Host, type HostStream } from './host.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { Link } from './link/link.ts';
import type { ModuleObserver } from './observer.ts';
import { OFFLINE, type Platform } from './platform.ts';
import type { Settings } from './settings/settings.ts';
import { ModuleState } from './state.ts';
import { Uart } from './uart.ts';
import { type LeaveReason, Wifi } from './wifi/wifi.ts';

/** What a module is made of; what is left out of its platform is as without a network. */
export interface ModuleParts extends Partial<Platform> {
  /** Tells modules apart; the MAC address follows from it. */
  readonly name: string;
  readonly settings: Settings;
  readonly commands: readonly CommandRow<Module>[];
  readonly log: Log;
  readonly clock?: Clock;
  readonly flash?: Flash;
  readonly kernel?: Kernel;
  readonly observer?: ModuleObserver;
}

/** The virtual module: what a restart resets, and what the commands work on. */
export class Module implements ReadContext, LoopOwner {
  readonly name: string;
  readonly settings: Settings;
  readonly commands: readonly CommandRow<Module>[];
  readonly clock: Clock;
  readonly moduleClock: ModuleClock;
  readonly flash: Flash;
  readonly kernel: Kernel;
  readonly flow = new Flow();
  readonly log: Log;
  readonly wifi: Wifi;
  readonly sntp: Sntp;
  readonly resolveName: Platform['resolveName'];
  readonly ping: Platform['ping'];
  readonly versions: Platform['versions'];
  readonly uart: Uart;
  readonly links: readonly Link[];
  /** `AT+SYSSTORE`: whether settings that commands make are stored. */
  storing = true;
  readonly state: ModuleState;
  #cancelWake: Cancel | undefined;
  readonly #writer: Writer;
  readonly #loop: CommandLoop<Module>;
  readonly #observer: ModuleObserver | undefined;

  constructor(parts: ModuleParts) {
    const { settings } = parts;
    const platform = { ...OFFLINE, ...parts };
    this.name = parts.name;
    this.settings = settings;
    this.commands = parts.commands;
    this.#observer = parts.observer;
    this.log = parts.log;
    this.clock = parts.clock ?? systemClock;
    this.flash = parts.flash ?? createMemoryFlash();
    this.state = new ModuleState(this.flash);
    this.kernel = parts.kernel ?? createKernel(settings.heapBytes);
    this.moduleClock = new ModuleClock(this.clock, settings.clock);
    this.#writer = new Writer({
      holdReceived: settings.urcDuringData === 'hold',
      schedule: queueMicrotask,
      wrote: urcTo(parts.observer),
      backlog: (many) => this.flow.backlog(many),
    });
    this.uart = new Uart((settings) => {
      this.#writer.flush();
      this.#observer?.uart?.(settings);
    });
    this.resolveName = platform.resolveName;
    this.ping = platform.ping;
    this.versions = platform.versions;
    this.wifi = new Wifi({
      name: parts.name,
      settings: settings.wifi,
      timers: this.clock,
      log: this.log,
      events: {
        joined: () => this.urc('WIFI CONNECTED'),
        gotAddress: () => this.urc('WIFI GOT IP'),
        rejoined: () => this.sntp.start(),
        left: (why) => this.#left(why),
      },
    });
    this.sntp = new Sntp({
      source: settings.sntp,
      clock: this.clock,
      moduleClock: this.moduleClock,
      log: this.log,
      ask: platform.askTime,
      online: () => this.wifi.connected,
      updated: () => this.urc('+TIME_UPDATED'),
    });
    const { clock, moduleClock, flash, flow, log, wifi } = this;
    const urc: Writer['urc'] = (bytes, kind) => this.#writer.urc(bytes, kind);
    const { observer } = parts;
    const { dial, tls } = platform;
    const services = { settings, clock, moduleClock, flash, flow, log, wifi, dial, tls, urc, observer };
    this.links = Array.from({ length: settings.links }, (_, id) => new Link(id, services));
    const interpreter = interpreterOf(parts.commands, settings.lenientQuotes);
    this.#loop = new CommandLoop(this, interpreter, this.#writer, parts.observer);
  }

  /**
   * Attaches a host. It stays until its stream ends or closes; the module does not notice otherwise.
   * @param options.echo false for a host that shows by itself what is typed
   */
  attach(stream: HostStream, options: { name: string; echo?: boolean }): Host {
    const host = new Host(stream, {
      name: options.name,
      echo: options.echo ?? true,
      terminator: this.settings.terminator,
      flow: this.flow,
      events: this.#loop,
    });
    this.#loop.add(host);
    this.log('debug', 'ports', `${host.name} is attached`);
    return host;
  }

  /** Power-on, or what follows a restart: `ready`, Wi-Fi, time. */
  boot(): void {
    this.uart.boot(this.flash);
    this.#writer.ready();
    this.sntp.boot(this.flash);
    this.wifi.boot(this.flash);
    this.sntp.start();
  }

  /** Everything in RAM is lost, everything stored stays; links close without DISCONNECT (behaviour §6). */
  restart(): void {
    this.#writer.flush();
    this.#observer?.restarting?.();
    this.#stop('restart');
    this.boot();
  }

  /** Sleeps as deep as can be, hearing nothing, and boots when the time is up; links close without DISCONNECT. */
  sleep(ms: number): void {
    this.#writer.flush();
    this.#stop('deep sleep');
    this.#loop.asleep = true;
    this.#cancelWake = this.clock.after(ms, () => this.restart());
  }

  /** Switches the module off: links close without DISCONNECT, hosts are let go. */
  powerOff(): void {
    this.#stop('power off');
    for (const host of this.#loop.hosts) host.end();
  }

  /** Writes URCs, each a whole line without its line end. */
  urc(...lines: readonly string[]): void {
    for (const line of lines) this.#writer.urc(Buffer.from(`${line}\r\n`), 'event');
  }

  /** `ATE`: whether commands come back to their hosts. */
  set echo(on: boolean) {
    this.#loop.echo = on;
  }

  /** `AT+SYSLOG`: whether failures print their codes. */
  get syslog(): boolean {
    return this.#writer.showCodes;
  }

  set syslog(on: boolean) {
    this.#writer.showCodes = on;
  }

  /** Whether a command waits; one that may run all the same sees it here. */
  get busy(): boolean {
    return this.#loop.busy;
  }

  /** Bytes of data that a command still waits for; 0 outside data mode. */
  get dataRemaining(): number {
    return this.#loop.dataRemaining;
  }

  /** Where a setting made by a command is stored: nowhere after `AT+SYSSTORE=0`. */
  get store(): Flash | undefined {
    return this.storing ? this.flash : undefined;
  }

  /** A genuine module prints this on its log UART. */
  warn(code: number, sentence: string): void {
    this.log('warn', 'uart', `${describeCode(code)}: ${sentence}`);
  }

  /** The reply of a waiting command is out: messages that came behind the broker's answer follow. */
  releaseHeld(): void {
    for (const link of this.links) link.release();
  }

  #left(why: LeaveReason): void {
    if (why !== 'rejoin') this.urc('WIFI DISCONNECT');
    for (const link of this.links) link.networkLost();
  }

  #stop(why: string): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#loop.reset();
    this.#writer.reset();
    this.sntp.stop();
    this.wifi.stop();
    for (const link of this.links) link.reset(why);
    this.kernel.reset();
    this.storing = true;
    this.state.reset();
  }
}

const interpreters = new WeakMap<readonly CommandRow<Module>[], Map<boolean, Interpreter<Module>>>();

/** One for all modules with the same commands: it holds nothing between two lines, and its tables are large. */
function interpreterOf(commands: readonly CommandRow<Module>[], lenientQuotes: boolean): Interpreter<Module> {
  const made = interpreters.get(commands) ?? new Map<boolean, Interpreter<Module>>();
  interpreters.set(commands, made);
  const interpreter = made.get(lenientQuotes) ?? new Interpreter(commands, { lenientQuotes });
  made.set(lenientQuotes, interpreter);
  return interpreter;
}

/** Tells an observer of each URC. */
function urcTo(observer: ModuleObserver | undefined): ((bytes: Buffer) => void) | undefined {
  if (observer?.traffic === undefined && observer?.urc === undefined) return undefined;
  return (bytes) => {
    const shown = showBytes(bytes).replace(/^\r\n|\r\n$/g, '');
    observer.traffic?.({ host: undefined, bytes, shown });
    observer.urc?.(shown);
  };
}
