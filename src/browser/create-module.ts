import { bufferOf } from '#bytes/buffer-of';
import { commandsFor } from '#commands/index';
import { english, type Language } from '#messages/language';
import type { LogLevel } from '#messages/log';
import { type Message, message } from '#messages/message';
import type { Flash } from '#module/flash/flash';
import { type LinkStatus, statusOf } from '#module/link/status';
import { Module } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute, Platform, ResolveName } from '#module/platform';
import { OFFLINE } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { parseSettings } from '#module/settings/parse';
import type { Settings, SettingsInput } from '#module/settings/settings';
import { describePacket } from '#mqtt/codec/describe-packet';
import { type Clock, systemClock } from '#time/clock';
import { watchDial } from '#trace/watch-dial';
import type { PageBroker } from './broker/page-broker.ts';
import { VERSION } from './version.ts';
import { dialWebSockets } from './web-socket-dial.ts';

/** An address for documentation (RFC 5737), to which every name leads where the broker is in the page. */
const BROKER_ADDRESS = '192.0.2.1';

/** A line of the log: what a person should know, never a password, never a payload. */
export interface BrowserLogEntry {
  /** How much it matters. */
  readonly level: LogLevel;
  /** What it is about: `at`, `link 0`, `wifi`; `uart` for what a genuine module prints on its log UART. */
  readonly namespace: string;
  /** In the language of the module. */
  readonly text: string;
  /** The same as a key and its parameters, for who shows it in several languages. */
  readonly message: Message;
}

/** An MQTT packet between a module and its broker. */
export interface BrowserPacket {
  /** The LinkID. */
  readonly link: number;
  /** `>`: to the broker; `<`: from it. */
  readonly direction: '>' | '<';
  /** In a line, without passwords: `PUBLISH QoS 1 id 1 "garden/door" 4 bytes "open"`. */
  readonly text: string;
  /** All of it; valid only during the call. It may hold a password. */
  readonly bytes: Uint8Array;
}

/** What a module in a page is made of; every part may be left out. */
export interface BrowserModuleOptions {
  /** Tells modules apart; the MAC address follows from it. Default: `module0`. */
  readonly name?: string;
  /** Settings that differ from their defaults; `docs/reference/settings.md` lists them. */
  readonly settings?: SettingsInput;
  /** A broker in this page, to which every host, port and scheme leads. Default: brokers are reached over WebSocket. */
  readonly broker?: PageBroker;
  /** What the module stores, such as `createStorageFlash(localStorage, 'atmqtt')`. Default: it lasts as long as the module. */
  readonly flash?: Flash;
  /** Of the log. Default: English; see `loadLanguage`. */
  readonly language?: Language;
  /** Receives the log. Default: nobody does. */
  readonly log?: (entry: BrowserLogEntry) => void;
  /** Is told each MQTT packet, in clear also where TLS carries it. */
  readonly onPacket?: (packet: BrowserPacket) => void;
  /** Looks on: commands, traffic, URCs, states. */
  readonly observer?: ModuleObserver;
  /** Where time comes from. Default: the page; a test hands in one that it moves. */
  readonly clock?: Clock;
  /** Makes the connection to a broker. Default: `broker`, or the browser's WebSocket. */
  readonly dial?: DialRoute;
  /** Finds addresses, as AT+CIPDOMAIN and firmware after 5.0 want them. Default: a browser cannot; with `broker` each name has one. */
  readonly resolveName?: ResolveName;
}

/** How a host is attached. */
export interface BrowserHostOptions {
  /**
   * Takes what the module writes.
   * @param bytes nobody changes them any more
   * @param text the same as UTF-8; a character that is cut comes with its end
   */
  readonly output: (bytes: Uint8Array, text: string) => void;
  /** For the log and for observers. Default: `host`. */
  readonly name?: string;
  /** `false` for a host that shows by itself what is typed. Default: `true`. */
  readonly echo?: boolean;
}

/** A host at the UART of a module. */
export interface BrowserHost {
  /** Sends bytes, or text as UTF-8, cut anywhere; a command ends in CR LF. */
  write(data: string | Uint8Array): void;
  /** Leaves; harmless when repeated. */
  close(): void;
}

/** A module in this page, switched off until `powerOn`. */
export interface BrowserModule {
  /** As it was made with. */
  readonly name: string;
  /** All settings, defaults filled in. */
  readonly settings: Settings;
  /** A link for each LinkID. */
  readonly links: readonly LinkStatus[];
  /** Bytes of data that a command still waits for; 0: it takes commands. */
  readonly dataRemaining: number;
  /** Attaches a host to the module's UART. Several share one UART: each gets its own echo, all get replies and URCs. */
  attach(options: BrowserHostOptions): BrowserHost;
  /** Boots: `ready`, then Wi-Fi and time. Hosts attached before hear it. */
  powerOn(): void;
  /** Restarts, as `AT+RST` does: what is not stored is lost, links close without DISCONNECT. */
  reset(): void;
  /** Switches off: links close without DISCONNECT, hosts are let go. Harmless when repeated. */
  powerOff(): void;
  /** The access point lets the station go: links are lost. It comes back by itself, as `AT+CWRECONNCFG` says. */
  loseWifi(): void;
}

/**
 * Makes an ESP-AT MQTT module in this page.
 * @throws SettingsError for a setting that does not exist or has a value it cannot have
 */
export function createModule(options: BrowserModuleOptions = {}): BrowserModule {
  const { name = 'module0', clock = systemClock, language = english, broker } = options;
  const { log, onPacket, observer, flash } = options;
  const settings = parseSettings(options.settings ?? {});
  const dial = options.dial ?? (broker === undefined ? dialWebSockets(clock) : () => broker.dial);
  const module = new Module({
    ...pagePlatform,
    name,
    settings,
    commands: commandsFor(settings),
    clock,
    ...(flash && { flash }),
    ...(observer && { observer }),
    dial: onPacket === undefined ? dial : watched(dial, onPacket),
    resolveName:
      options.resolveName ?? (broker === undefined ? pagePlatform.resolveName : async () => BROKER_ADDRESS),
    log: (level, namespace, told) => log?.({ level, namespace, text: language.textOf(told), message: told }),
  });
  return {
    name,
    settings,
    get links() {
      return module.links.map(statusOf);
    },
    get dataRemaining() {
      return module.at.dataRemaining;
    },
    attach: (host) => attach(module, host),
    powerOn: () => module.boot(),
    reset: () => module.reset(),
    powerOff: () => module.powerOff(),
    loseWifi: () => module.wifi.lose(),
  };
}

/** What a browser gives a module of the world outside. */
const pagePlatform: Omit<Platform, 'dial'> = {
  resolveName: async (name) => {
    throw new PlatformError('NAME', message('browser.noNames', { name }));
  },
  ping: async () => {
    throw new PlatformError('PING', message('browser.noPing'));
  },
  askTime: async () => {
    throw new PlatformError('TIME', message('browser.noTimeServer'));
  },
  tls: OFFLINE.tls,
  versions: { program: VERSION, runtime: 'browser' },
};

function watched(dial: DialRoute, told: (packet: BrowserPacket) => void): DialRoute {
  return watchDial(dial, (_route, link = 0) => ({
    opened() {},
    packet: (direction, bytes, headerBytes) =>
      told({ link, direction, text: describePacket(bytes, headerBytes), bytes }),
    foreign() {},
    closed() {},
  }));
}

function attach(module: Module, { output, name = 'host', echo }: BrowserHostOptions): BrowserHost {
  const decoder = new TextDecoder();
  let open = true;
  const leave = (): void => {
    if (!open) return;
    open = false;
    host.detach();
  };
  const host = module.at.attach(
    {
      write(chunk, accepted) {
        if (open) output(chunk, decoder.decode(chunk, { stream: true }));
        accepted?.();
        return true;
      },
      pause() {},
      resume() {},
      end: leave,
    },
    { name, echo },
  );
  return {
    write(data) {
      if (open) host.receive(typeof data === 'string' ? Buffer.from(data) : bufferOf(data));
    },
    close: leave,
  };
}
