import type { Duplex } from 'node:stream';
import { commandsFor } from '#commands/index';
import type { ModuleFaults } from '#faults/module-faults';
import type { FaultSpec } from '#faults/table';
import { latencyOf } from '#latency/module-latency';
import type { Log } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { joinObservers } from '#module/join-observers';
import { createKernel, type Kernel } from '#module/kernel';
import { Module, type ModuleLife } from '#module/module';
import type { DialRoute, Platform } from '#module/platform';
import { changeInPlace } from '#module/settings/changes';
import type { Settings } from '#module/settings/settings';
import type { HostOptions } from '#module/stream-host';
import { withConnectPassword } from '#node/connect-password';
import type { HostPolicy, HostTraits, Port } from '#ports/index';
import { HandedStream } from './handed-stream.ts';
import type { RunContext } from './run-context.ts';
import { UartWiring } from './uart.ts';

/** What a module is made from. */
export interface UnitParts {
  readonly name: string;
  readonly settings: Settings;
  readonly flash: Flash;
  readonly log: Log;
  /** What it is counted as; its name unless given. */
  readonly countedAs?: string | undefined;
  /** What is wrong with it from the start. */
  readonly faults?: readonly FaultSpec[] | undefined;
  /** What the chances of faults begin with. */
  readonly seed?: number | undefined;
}

/** A host as it is attached. */
export interface AttachedHost {
  readonly name: string;
  readonly echo?: boolean | undefined;
  readonly traits?: HostTraits;
  readonly slowHost?: HostPolicy['slowHost'];
  /** The port it came from; undefined without one, and while that is being opened. */
  readonly port?: () => Port | undefined;
}

/** What a unit keeps where its settings may change. */
interface Changing {
  /** Makes a module that takes the place of the one there is. */
  build(settings: Settings): Module;
  readonly hosts: Map<HandedStream, Omit<HostOptions, 'presence'>>;
  /** In effect from the next start on; undefined: those that are in effect. */
  next: Settings | undefined;
}

/** A module, joined to the commands, to the network and to its hosts. */
export class ModuleUnit {
  /** What is wrong with it from the start. */
  readonly specs: readonly FaultSpec[];
  /** What goes wrong with it; undefined where nothing can. */
  readonly faults: ModuleFaults | undefined;
  #module: Module;
  readonly #uart: UartWiring;
  /** Undefined where nothing takes time. */
  #latency: ReturnType<typeof latencyOf>;
  /** Undefined where settings stay as they are. */
  readonly #changing: Changing | undefined;

  constructor({ faults: specs = [], seed, countedAs, ...parts }: UnitParts, context: RunContext) {
    const { clock, trace, counter, watcher, capture, changeable = false } = context;
    this.specs = specs;
    const { log, name } = parts;
    const given = withConnectPassword(parts.settings, (warning) => log('warn', 'link 0', warning));
    // Of its own, for what acts at once is changed in place.
    const settings = changeable ? structuredClone(given) : given;
    this.#uart = new UartWiring(settings, clock, log);
    const own = context.observerFor(name);
    const lookingOn =
      (trace ?? watcher) === undefined
        ? own
        : joinObservers(own, trace?.observer(name), watcher?.observer(name));
    this.#latency = latencyOf({ name, latency: settings.latency, timers: clock, log });
    const counted = countedAs ?? name;
    const captured = capture?.forModule(name, counted);
    // Outside of the faults: what the module sees is traced, counted and captured.
    const lookedAt = (dial: DialRoute): DialRoute => {
      const traced = trace?.dial(name, dial) ?? dial;
      const watched = watcher?.dial(name, traced) ?? traced;
      const seen = counter?.dial(counted, watched) ?? watched;
      return captured?.dial(seen) ?? seen;
    };
    let near = this.#latency?.platform(context.platform) ?? context.platform;
    const platform = changeable ? presentPlatform(() => near) : near;
    this.faults = context.faults?.forModule({ clock, log, specs, seed, observer: lookingOn });
    const wrapped = this.faults?.wrap(platform, createKernel(settings.heapBytes));
    const counting = counter?.observer(counted);
    const make = (of: Settings, kernel: Kernel | undefined): Module => {
      const late = this.#latency?.wrap(wrapped);
      return new Module({
        ...platform,
        ...parts,
        settings: of,
        ...wrapped,
        ...late,
        ...(kernel && { kernel }),
        ...(changeable && { life: this.#lifeWithNext(late?.life ?? wrapped?.life) }),
        ...((trace ?? watcher ?? counter ?? captured) && { dial: lookedAt(wrapped?.dial ?? platform.dial) }),
        clock,
        commands: commandsFor(of),
        observer: joinObservers(
          this.#uart.observer,
          lookingOn,
          counting,
          captured?.observer,
          this.#latency?.observer,
        ),
      });
    };
    this.#module = make(settings, undefined);
    this.faults?.attach(this.#module);
    if (!changeable) return;
    const build = (of: Settings): Module => {
      this.#latency = latencyOf({ name, latency: of.latency, timers: clock, log });
      near = this.#latency?.platform(context.platform) ?? context.platform;
      const kernel = createKernel(of.heapBytes);
      return make(of, this.faults?.kernel(kernel) ?? kernel);
    };
    this.#changing = { build, hosts: new Map(), next: undefined };
  }

  /** The module, which is another one after a start with other settings. */
  get module(): Module {
    return this.#module;
  }

  /** Settings that are in effect from the next start on, where some wait for that. */
  get nextSettings(): Settings {
    return this.#changing?.next ?? this.#module.settings;
  }

  /**
   * Changes settings: those that can act at once do, the others wait for the next start of the module.
   * @param settings all of them, checked
   */
  change(settings: Settings): void {
    const changing = this.#changing;
    if (changing === undefined) return;
    const next = structuredClone(withConnectPassword(settings, () => {}));
    const waits = changeInPlace(this.#module.settings, next);
    changing.next = waits ? next : undefined;
  }

  /**
   * The one place where a host of a port meets its module: whatever stands between the two is joined here.
   */
  attach(stream: Duplex, host: AttachedHost): void {
    const { name, echo, slowHost, traits = {}, port = () => undefined } = host;
    if (this.#latency !== undefined || this.#changing !== undefined) {
      stream.once('end', () => this.#latency?.ended(name));
      stream.once('close', () => this.#latency?.gone(name));
    }
    const wire = this.faults?.host(stream, traits.line) ?? { stream, line: traits.line };
    const filtered = this.#uart.attach(wire.stream, { name, line: wire.line, port });
    this.#give(filtered, {
      name,
      echo,
      slowHost,
      refuseForeign: traits.refuseForeign,
      flowControl: traits.flowControl && (() => traits.flowControl?.() !== false),
      presence:
        traits.presence &&
        ((listener) =>
          traits.presence?.((present) => {
            if (!present) this.#latency?.gone(name);
            listener(present);
          })),
    });
  }

  /** Gives a host to the module, and to those that take its place. */
  #give(stream: Duplex, { presence, ...options }: HostOptions): void {
    const hosts = this.#changing?.hosts;
    if (hosts === undefined) return this.#module.attach(stream, { ...options, presence });
    const handed = new HandedStream(stream, presence);
    hosts.set(handed, options);
    stream.once('close', () => hosts.delete(handed));
    handed.hand((view, present) => this.#module.attach(view, { ...options, presence: present }));
  }

  #lifeWithNext(life: ModuleLife | undefined): ModuleLife {
    return {
      booting: () => life?.booting(),
      stopped: () => life?.stopped(),
      switchedOff: () => life?.switchedOff(),
      replaced: () => this.#beginNext(),
    };
  }

  /** Boots a module with the settings that wait, in place of the one that would boot. */
  #beginNext(): boolean {
    const { next, build, hosts } = this.#changing ?? {};
    if (this.#changing === undefined || next === undefined || build === undefined) return false;
    this.#changing.next = undefined;
    this.#uart.begin(next);
    const module = build(next);
    if (this.#module.powered) module.moduleClock.goOnAs(this.#module.moduleClock);
    this.#module = module;
    this.faults?.replace(module);
    for (const [host, options] of hosts ?? []) {
      host.hand((view, presence) => module.attach(view, { ...options, presence }));
    }
    module.boot();
    return true;
  }
}

/** What a module reaches of the world, where that may become another one meanwhile. */
function presentPlatform(present: () => Platform): Platform {
  return {
    dial: (...route) => present().dial(...route),
    resolveName: (...name) => present().resolveName(...name),
    ping: (host) => present().ping(host),
    askTime: (...server) => present().askTime(...server),
    tls: present().tls,
    versions: present().versions,
  };
}
