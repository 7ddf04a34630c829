import type { CommandSet } from '#at/command';
import { describeCode } from '#at/describe-code';
import type { ReadContext } from '#at/params';
import { AtSession } from '#at/session/session';
import type { Intercept } from '#at/session/session-options';
import { URCS, type Urc } from '#at/urc';
import { showBytes } from '#bytes/show-bytes';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { type Clock, systemClock } from '#time/clock';
import type { Cancel } from '#time/timers';
import { ModuleClock } from './clock/module-clock.ts';
import { Sntp } from './clock/sntp.ts';
import { Compat } from './compat.ts';
import { createMemoryFlash, type Flash } from './flash/flash.ts';
import { Flow } from './flow.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { connectConductOf } from './link/connect-conduct.ts';
import { Link } from './link/link.ts';
import { PrivateNames } from './link/private-names.ts';
import type { ModuleObserver, WifiEvent } from './observer.ts';
import { OFFLINE, type Platform, type TlsCheck } from './platform.ts';
import type { Settings } from './settings/settings.ts';
import { ModuleState } from './state.ts';
import { attachStream, type HostOptions, type HostStream } from './stream-host.ts';
import { Uart } from './uart.ts';
import type { Air } from './wifi/access-points.ts';
import { Wifi, type WifiEvents } from './wifi/wifi.ts';

/** What a module is made of; what is left out of its platform is as without a network. */
export interface ModuleParts extends Partial<Platform> {
  /** Tells modules apart; the MAC address follows from it. */
  readonly name: string;
  readonly settings: Settings;
  readonly commands: CommandSet<Module>;
  readonly log: Log;
  readonly clock?: Clock;
  readonly flash?: Flash;
  readonly kernel?: Kernel;
  readonly observer?: ModuleObserver;
  /** The time of the computer for SNTP; undefined: it is not to be had now. Default: that of the clock */
  readonly hostTime?: () => number | undefined;
  /** Stands before each command. */
  readonly intercept?: Intercept;
  /** Stands between its station and the access points. */
  readonly throughAir?: (air: Air) => Air;
  /** Hears when it boots and stops. */
  readonly life?: ModuleLife;
}

/** What becomes of a module as a whole. Unlike an observer, who hears of it may write to hosts. */
export interface ModuleLife {
  /** It boots: what is written to hosts now comes before `ready`. */
  booting(): void;
  /** What it was doing is forgotten, by a restart, by deep sleep, or because it is switched off. */
  stopped(): void;
  /** It is switched off and has let its hosts go. */
  switchedOff(): void;
  /** It would boot. @returns whether another module has taken its place, its hosts and its flash instead */
  replaced?(): boolean;
}

/** What can take a module's power away: a switch that somebody holds, or a fault of its supply. */
export type PowerCut = 'switch' | 'supply';

const CUTS = { switch: 1, supply: 2 } as const satisfies Record<PowerCut, number>;
const OFF = 4;

/** The virtual module: what a restart resets, and what the commands work on. */
export class Module implements ReadContext {
  /** Hears its station. A class, because closures are what each idle module would pay for. */
  static readonly #WifiListener = class implements WifiEvents {
    readonly #module: Module;

    constructor(module: Module) {
      this.#module = module;
    }

    joined(): void {
      this.#module.#joined();
    }

    gotAddress(): void {
      this.#module.#gotAddress();
    }

    rejoined(): void {
      this.#module.sntp.start();
    }

    left(): void {
      this.#module.#left();
    }
  };

  readonly name: string;
  readonly settings: Settings;
  readonly commands: CommandSet<Module>;
  readonly clock: Clock;
  readonly moduleClock: ModuleClock;
  readonly flash: Flash;
  readonly kernel: Kernel;
  /** Its UART: what hosts send and are sent. */
  readonly at: AtSession<Module>;
  readonly flow: Flow;
  readonly log: Log;
  readonly wifi: Wifi;
  readonly compat: Compat;
  readonly sntp: Sntp;
  readonly resolveName: Platform['resolveName'];
  readonly ping: Platform['ping'];
  readonly versions: Platform['versions'];
  readonly tls: TlsCheck;
  readonly uart: Uart;
  readonly links: readonly Link[];
  /** `AT+SYSSTORE`: whether settings that commands make are stored. */
  storing = true;
  readonly state: ModuleState;
  #cancelWake: Cancel | undefined;
  /** What keeps it without power; 0: nothing does. */
  #unpowered = 0;
  readonly #observer: ModuleObserver | undefined;
  readonly #life: ModuleLife | undefined;

  constructor(parts: ModuleParts) {
    const { settings } = parts;
    const platform = { ...OFFLINE, ...parts };
    this.name = parts.name;
    this.settings = settings;
    this.commands = parts.commands;
    this.#observer = parts.observer;
    this.#life = parts.life;
    this.log = parts.log;
    this.compat = new Compat(parts.log, parts.observer);
    this.clock = parts.clock ?? systemClock;
    this.flash = parts.flash ?? createMemoryFlash();
    this.state = new ModuleState(this.flash);
    this.kernel = parts.kernel ?? createKernel(settings.heapBytes);
    this.moduleClock = new ModuleClock(this.clock, settings.clock);
    this.at = new AtSession<Module>({
      commands: parts.commands,
      context: this,
      settings,
      timers: this.clock,
      log: this.log,
      observer: parts.observer,
      intercept: parts.intercept,
      habit: (rule) => this.compat.found(rule),
      answered: () => this.#releaseHeld(),
      congested: (congested) => this.flow.congested(congested),
    });
    this.flow = new Flow(this.at);
    this.uart = new Uart((settings) => {
      this.at.flush();
      this.#observer?.uart?.(settings);
    });
    this.resolveName = platform.resolveName;
    this.ping = platform.ping;
    this.versions = platform.versions;
    this.tls = platform.tls;
    this.wifi = new Wifi({
      name: parts.name,
      settings: settings.wifi,
      profile: settings,
      timers: this.clock,
      log: this.log,
      flash: this.flash,
      state: this.state,
      throughAir: parts.throughAir,
      events: new Module.#WifiListener(this),
    });
    this.sntp = new Sntp({
      source: settings.sntp,
      clock: this.clock,
      moduleClock: this.moduleClock,
      log: this.log,
      state: this.state,
      ask: platform.askTime,
      hostTime: parts.hostTime,
      wifi: this.wifi,
      updated: () => this.#tell(URCS.timeUpdated),
    });
    const { clock, moduleClock, flash, flow, log, compat, wifi } = this;
    const urc: AtSession<Module>['urc'] = (bytes, kind, delivered) => this.at.urc(bytes, kind, delivered);
    const { observer } = parts;
    const { dial, tls, resolveName } = platform;
    const services = {
      settings,
      clock,
      moduleClock,
      flash,
      flow,
      log,
      compat,
      wifi,
      connecting: connectConductOf(settings),
      dial,
      resolveName,
      privateNames: new PrivateNames(resolveName),
      tls,
      urc,
      observer,
    };
    this.links = Array.from({ length: settings.links }, (_, id) => new Link(id, services));
    const connects = settings.connect.host !== '';
    if (connects || observer?.clockSet !== undefined)
      moduleClock.whenSet(() => {
        observer?.clockSet?.(moduleClock.now());
        if (connects) this.#connectBySetting();
      });
  }

  /** Attaches a host. It stays until its stream ends or closes; the module does not notice otherwise. */
  attach(stream: HostStream, options: HostOptions): void {
    const observer = this.#observer;
    if (observer?.received !== undefined) {
      stream.on('data', (bytes) => observer.received?.(options.name, bytes));
    }
    attachStream(this.at, stream, options);
    this.log('debug', 'ports', message('at.hostAttached', { host: options.name }));
  }

  /** Tells who looks on of bytes of a host that is attached without a stream. */
  heard(host: string, bytes: Uint8Array): void {
    this.#observer?.received?.(host, bytes);
  }

  /** Power-on, or what follows a restart: `ready`, Wi-Fi, time. */
  boot(): void {
    if (!this.powered) this.moduleClock.lose();
    // It was deaf.
    if (!this.powered) this.at.reset();
    this.#unpowered = 0;
    this.#observer?.power?.('on');
    this.#life?.booting();
    this.uart.boot(this.flash);
    this.#tell(URCS.ready);
    if (this.settings.connect.host !== '') this.links[0]?.configureBySetting(this.name);
    this.wifi.boot();
    this.sntp.start();
    if (!this.wifi.connected) this.#connectBySetting();
    this.at.letGo();
  }

  /** Everything in RAM is lost, everything stored stays; links close without DISCONNECT [B-SYS-2]. */
  restart(): void {
    this.at.flush();
    this.#observer?.restarting?.();
    this.#observer?.power?.('restarts');
    this.#stop(message('link.restart'));
    this.#start();
  }

  /**
   * As its reset line does: restarts, whatever it is doing; what was written and has not left is lost [B-RESET-1].
   * One that is switched off stays so.
   */
  reset(): void {
    if (!this.powered) return;
    this.at.discard();
    this.restart();
  }

  /** Sleeps as deep as can be, hearing nothing, and boots when the time is up; links close without DISCONNECT. */
  sleep(ms: number): void {
    this.at.flush();
    this.#observer?.power?.('sleeps');
    this.#stop(message('link.deepSleep'));
    this.at.sleep();
    this.#cancelWake = this.clock.after(ms, () => this.restart());
  }

  /** Waits for firmware over the line, hearing nothing else, until it is reset; links close without DISCONNECT. */
  awaitDownload(): void {
    this.log('warn', 'uart', message('commands.awaitsDownload'));
    this.at.flush();
    this.#observer?.power?.('awaitsDownload');
    this.#stop(message('link.restart'));
    this.at.sleep();
  }

  /** Switches the module off: links close without DISCONNECT, hosts are let go. */
  powerOff(): void {
    this.#unpowered = OFF;
    this.#observer?.power?.('off');
    this.#stop(message('link.powerOff'));
    this.at.close();
    this.#life?.switchedOff();
  }

  /** Whether it has power. */
  get powered(): boolean {
    return this.#unpowered === 0;
  }

  /**
   * Loses its power while its hosts stay on the line, and hears nothing until `restorePower`: what was written and has not
   * left is lost, links close without DISCONNECT.
   * @param by what takes it; it is back once each that took it has given it back
   */
  cutPower(by: PowerCut = 'supply'): void {
    const { powered } = this;
    if (this.#unpowered === OFF) return;
    this.#unpowered |= CUTS[by];
    if (!powered) return;
    this.#observer?.power?.('cut');
    this.at.discard();
    this.#stop(message('link.powerOff'));
    this.at.sleep();
  }

  /** What took its power gives it back: boots, unless something else keeps it off. */
  restorePower(by: PowerCut = 'supply'): void {
    if (this.#unpowered === CUTS[by]) this.#start();
    else this.#unpowered &= ~CUTS[by];
  }

  #start(): void {
    if (this.#life?.replaced?.() !== true) return this.boot();
    // What is left of the chunk that restarted it is not for this one any more.
    this.#unpowered = OFF;
    this.at.sleep();
  }

  /** Where a setting made by a command is stored: nowhere after `AT+SYSSTORE=0`. */
  get store(): Flash | undefined {
    return this.storing ? this.flash : undefined;
  }

  /** A genuine module prints this on its log UART. */
  warn(code: number, reason: Message, level: 'debug' | 'warn'): void {
    this.log(level, 'uart', message('at.warning', { code: describeCode(code), reason }));
  }

  /** The reply of a waiting command is out: messages that came behind the broker's answer follow. */
  #releaseHeld(): void {
    for (const link of this.links) link.release();
  }

  #tell(urc: Urc<[], 'event'>): void {
    this.at.urc(urc.bytes(), urc.kind);
  }

  #wifi(phase: WifiEvent['phase']): void {
    this.#observer?.wifi?.({ phase, ssid: showBytes(this.wifi.ssid) });
  }

  #joined(): void {
    this.#wifi('joined');
    this.#tell(URCS.wifiConnected);
  }

  #gotAddress(): void {
    this.#wifi('gotAddress');
    this.#tell(URCS.wifiGotIp);
    this.#connectBySetting();
  }

  #connectBySetting(): void {
    this.links[0]?.connectBySetting(() => this.sntp.config.enabled);
  }

  #left(): void {
    this.#wifi('left');
    this.#tell(URCS.wifiDisconnect);
    for (const link of this.links) link.networkLost();
  }

  #stop(why: Message): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#life?.stopped();
    this.at.reset();
    this.sntp.stop();
    this.wifi.stop();
    for (const link of this.links) link.reset(why);
    this.kernel.reset();
    this.storing = true;
    this.state.reset();
  }
}
