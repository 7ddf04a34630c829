import { createHash } from 'node:crypto';
import type { Flash } from './flash/flash.ts';
import type { Settings } from './settings.ts';

/** What the station does: the values of `AT+CWSTATE?`. */
export const WifiState = { idle: 0, connected: 1, gotIP: 2, connecting: 3, disconnected: 4 } as const;

/** Why a join failed: the values of `+CWJAP:<reason>` (behaviour §6). */
export const JoinFailure = { timeout: 1, wrongPassword: 2, noAccessPoint: 3, failed: 4 } as const;
export type JoinFailureCode = (typeof JoinFailure)[keyof typeof JoinFailure];

/** `AT+CWMODE`: 0 off, 1 station, 2 access point, 3 both. */
export type WifiMode = 0 | 1 | 2 | 3;

const DEFAULT_SSID = 'atmqtt';
const GATEWAY = '192.168.4.1';
const NETMASK = '255.255.255.0';
const STATION_IP = '192.168.4.2';

/** The station's address, as `AT+CIPSTA?` prints it. */
export interface StationAddress {
  readonly ip: string;
  readonly gateway: string;
  readonly netmask: string;
}

/** `asked` by a command, `rejoin` on the way to another access point, or `lost` to the air. */
export type LeaveReason = 'asked' | 'rejoin' | 'lost';

/** What the module does when the station comes and goes. */
export interface WifiEvents {
  /** The station has joined and has an address. */
  joined(): void;
  /** The station is no longer in the network; links are lost. */
  left(why: LeaveReason): void;
}

/** A model of the Wi-Fi station: one access point, described by the settings (behaviour §6). */
export class Wifi {
  readonly mac: string;
  /** `AT+CWMODE`. */
  mode: WifiMode = 1;
  #state: number = WifiState.idle;
  #ssid = '';
  readonly #settings: Settings['wifi'];
  readonly #events: WifiEvents;

  /** @param name of the module; its MAC address is derived from it, so that it stays the same */
  constructor(name: string, settings: Settings['wifi'], events: WifiEvents) {
    this.mac = macFor(name);
    this.#settings = settings;
    this.#events = events;
  }

  get state(): number {
    return this.#state;
  }

  /** Name of the access point joined last; empty when there was none. */
  get ssid(): string {
    return this.#ssid;
  }

  get connected(): boolean {
    return this.#state === WifiState.gotIP;
  }

  /** The station's addresses; zeros without a connection, as on the chip. */
  get address(): StationAddress {
    if (!this.connected) return { ip: '0.0.0.0', gateway: '0.0.0.0', netmask: '0.0.0.0' };
    return { ip: STATION_IP, gateway: GATEWAY, netmask: NETMASK };
  }

  /** Boots: the stored mode, and with `wifi.autojoin` the stored access point or the one of the settings. */
  boot(flash: Flash): void {
    const stored = flash.get('wifi.mode');
    this.mode = stored === 0 || stored === 2 || stored === 3 ? stored : 1;
    this.#state = WifiState.idle;
    this.#ssid = '';
    this.autojoin(flash);
  }

  /** Joins the stored access point or the one of the settings, when `wifi.autojoin` is on and none is joined. */
  autojoin(flash: Flash): void {
    if (!this.#settings.autojoin || !this.station || this.connected) return;
    const { ssid, password } = this.remembered(flash);
    this.join(ssid, password);
  }

  /** The access point joined when none is named: the stored one, or the one of the settings. */
  remembered(flash: Flash): { ssid: string; password: string } {
    const ssid = flash.get('wifi.ssid') ?? (this.#settings.ssid || DEFAULT_SSID);
    const password = flash.get('wifi.password') ?? this.#settings.password;
    return { ssid: String(ssid), password: String(password) };
  }

  /** Whether the mode has a station at all. */
  get station(): boolean {
    return this.mode === 1 || this.mode === 3;
  }

  /**
   * Joins an access point, leaving the present one.
   * @returns undefined when it was joined, else the reason for `+CWJAP:`
   */
  join(ssid: string, password: string): JoinFailureCode | undefined {
    if (!this.station) return JoinFailure.failed;
    this.#leave(WifiState.disconnected, 'rejoin');
    this.#ssid = ssid;
    this.#state = WifiState.disconnected;
    if (this.#settings.ssid !== '' && ssid !== this.#settings.ssid) return JoinFailure.noAccessPoint;
    if (this.#settings.password !== '' && password !== this.#settings.password)
      return JoinFailure.wrongPassword;
    this.#state = WifiState.gotIP;
    this.#events.joined();
    return undefined;
  }

  /** Leaves the access point because a command said so. */
  leave(): void {
    this.#leave(WifiState.disconnected, 'asked');
  }

  /** The access point is gone, as when it is switched off. */
  lose(): void {
    this.#leave(WifiState.disconnected, 'lost');
  }

  setMode(mode: WifiMode): void {
    this.mode = mode;
    if (!this.station) this.#leave(WifiState.idle, 'asked');
  }

  #leave(state: number, why: LeaveReason): void {
    const was = this.connected;
    if (was || state === WifiState.idle) this.#state = state;
    if (was) this.#events.left(why);
  }
}

/** A locally administered unicast address that depends on the name alone. */
function macFor(name: string): string {
  const digest = createHash('sha256').update(`atmqtt ${name}`).digest();
  const bytes = [0x02, 0x5e, ...digest.subarray(0, 4)];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
