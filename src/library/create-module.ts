import type { Duplex } from 'node:stream';
import { ModulePorts } from '#app/module-ports';
import { ModuleUnit } from '#app/module-unit';
import type { RunContext } from '#app/run-context';
import { UsageError } from '#errors/usage-error';
import { faultFactory } from '#faults/factory';
import type { Faults } from '#faults/fault-set';
import { type FaultMapping, readFault } from '#faults/parse';
import { type Log, type LogLevel, textLog } from '#messages/log';
import { message } from '#messages/message';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import { type LinkStatus, statusOf } from '#module/link/status';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute, ResolveName } from '#module/platform';
import { parseSettings } from '#module/settings/parse';
import type { Settings, SettingsInput } from '#module/settings/settings';
import { parseOrigins } from '#net/web-origin';
import type { FlashDirectoryOptions } from '#node/flash/directory';
import { type HeldFlash, holdFlashDirectory } from '#node/flash/hold';
import { nodePlatform } from '#node/platform';
import { type Port, parsePortSpec } from '#ports/index';
import { type Clock, systemClock } from '#time/clock';

/** A line of the log: what a person should know, never a password, never a payload. */
export interface LogEntry {
  /** How much it matters. */
  readonly level: LogLevel;
  /** What it is about: `at`, `link 0`, `wifi`, `ports`; `uart` for what a genuine module prints on its log UART. */
  readonly namespace: string;
  /** In English. */
  readonly text: string;
}

/** What a module is made of; every part may be left out. */
export interface ModuleOptions {
  /** Tells modules apart; the MAC address follows from it. Default: `module0`. */
  readonly name?: string;
  /** Settings that differ from their defaults, as in a settings file; `docs/reference/settings.md` lists them. */
  readonly settings?: SettingsInput;
  /**
   * The directory that keeps what the module stores, which is its alone until `powerOff`, or a flash. Default: it lasts
   * as long as the module.
   */
  readonly flash?: string | Flash;
  /** Receives the log. Default: nobody does. */
  readonly log?: (entry: LogEntry) => void;
  /** Looks on: commands, traffic, URCs, states. */
  readonly observer?: ModuleObserver;
  /** Where time comes from. Default: the computer's clock; a test hands in one that it moves. */
  readonly clock?: Clock;
  /**
   * Makes the connection to a broker. Default: `dialRoute`, the network. To send a firmware that knows only
   * `broker.example` elsewhere: `(route) => dialRoute({ ...route, host: '127.0.0.1', port: 18830 })`.
   */
  readonly dial?: DialRoute;
  /** Finds the address of a host name, for whoever asks for one. Default: the network's name servers. */
  readonly resolveName?: ResolveName;
  /**
   * Origins of web pages that may attach to `ws-listen` ports, such as `https://example.org`, or `null` for pages that
   * are opened from a file. Pages of this machine always may. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * What is wrong with it from the start: `['wifi.drop,after=5s,for=2s']`, `[{ fault: 'uart.lose', rate: 0.01 }]`; an empty list
   * for faults that are switched on later. Unless given, nothing can go wrong, and nothing is wrapped for it.
   */
  readonly faults?: readonly (string | FaultMapping)[] | undefined;
  /** What the chances of faults that name no seed begin with. Default: 1. */
  readonly seed?: number;
}

/** How a host is attached. */
export interface AttachOptions {
  /** For the log and for observers. Default: `host`. */
  readonly name?: string;
  /** `false` for a host that shows by itself what is typed. Default: `true`. */
  readonly echo?: boolean;
  /**
   * What becomes of it when it does not read: `hold` holds back the module, `drop` loses what `hostBufferBytes` does not
   * hold. Default: what the setting `slowHost` says.
   */
  readonly slowHost?: 'hold' | 'drop';
}

/** A module in this process, switched off until `powerOn`. */
export interface VirtualModule {
  /** As it was made with. */
  readonly name: string;
  /** All settings, defaults filled in. */
  readonly settings: Settings;
  /** What goes wrong with it. @throws UsageError when it was made without `faults` */
  readonly faults: Faults;
  /** A link for each LinkID. */
  readonly links: readonly LinkStatus[];
  /**
   * Attaches a host to the module's UART, until its stream ends or closes. Several hosts share one UART: each gets its
   * own echo, all get replies and URCs.
   * @param stream bytes from the host are read from it, bytes for the host are written to it
   */
  attach(stream: Duplex, options?: AttachOptions): void;
  /**
   * Opens a port for hosts, as `--port` does: `pty:/tmp/esp`, `tcp-listen:127.0.0.1:3333`.
   * @returns where it is; it closes with the module
   * @throws PortError when it cannot be had; its message says what to do
   */
  openPort(spec: string): Promise<Port>;
  /**
   * Boots: `ready`, then Wi-Fi and time. Hosts attached before hear it.
   * @throws FlashError `HELD` when it was off and another module has its flash directory meanwhile
   */
  powerOn(): void;
  /** Restarts, as `AT+RST` does: what is not stored is lost, links close without DISCONNECT. */
  reset(): void;
  /** Switches off: links close without DISCONNECT, hosts are let go, ports close. Harmless when repeated. */
  powerOff(): Promise<void>;
}

/**
 * Makes an ESP-AT MQTT module in this process.
 * @throws SettingsError for a setting that does not exist or has a value it cannot have
 * @throws FlashError when the flash directory cannot be used; `HELD` when another module, here or elsewhere, has it
 * @throws UsageError for an origin that is none
 * @throws FaultError for a fault that does not exist or has a parameter it cannot have
 */
export function createModule(options: ModuleOptions = {}): VirtualModule {
  const { name = 'module0', clock = systemClock, observer, dial = nodePlatform.dial } = options;
  const { resolveName = nodePlatform.resolveName } = options;
  const settings = parseSettings(options.settings ?? {});
  const log = logTo(options.log);
  const context: RunContext = {
    logFor: () => log,
    observerFor: () => observer,
    hostGone() {},
    programEnded() {},
    platform: { ...nodePlatform, dial, resolveName },
    clock,
    faults: options.faults && faultFactory,
  };
  const allowedOrigins = parseOrigins(options.allowedOrigins);
  const { flash, exposed, migrated, release, take } = flashOf(options.flash, {
    sync: settings.flashSync,
    timers: clock,
  });
  for (const warning of exposed) log('warn', 'flash', warning);
  if (migrated !== undefined) log('info', 'flash', migrated);
  const faults = options.faults?.map(readFault);
  const unit = new ModuleUnit({ name, settings, flash, log, faults, seed: options.seed }, context);
  const ports = new ModulePorts({
    unit,
    context,
    log,
    forkName: `${name}.fork`,
    flash: typeof options.flash === 'string' ? options.flash : undefined,
    leaveOutUnavailable: false,
    allowedOrigins,
  });
  const { module } = unit;
  let off: Promise<void> | undefined;
  return {
    name,
    settings,
    get faults() {
      if (unit.faults === undefined) throw new UsageError(message('faults.notPossible'));
      return unit.faults.set;
    },
    get links() {
      return module.links.map(statusOf);
    },
    attach: (stream, { name: host = 'host', ...options } = {}) =>
      unit.attach(stream, { name: host, ...options }),
    openPort: (spec) => ports.openOne(parsePortSpec(spec)),
    powerOn() {
      take();
      off = undefined;
      module.boot();
    },
    reset: () => module.reset(),
    powerOff() {
      off ??= (async () => {
        module.powerOff();
        await ports.close();
        release();
      })();
      return off;
    },
  };
}

/** A directory is held; a flash is its maker's. */
function flashOf(flash: string | Flash | undefined, how: FlashDirectoryOptions): HeldFlash {
  if (typeof flash === 'string') return holdFlashDirectory(flash, how);
  return { flash: flash ?? createMemoryFlash(), exposed: [], migrated: undefined, release() {}, take() {} };
}

function logTo(write: ModuleOptions['log']): Log {
  if (write === undefined) return () => {};
  return textLog((level, namespace, text) => write({ level, namespace, text }));
}
