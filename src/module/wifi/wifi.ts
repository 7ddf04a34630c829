import { NOTHING } from '#bytes/keep';
import { showBytes } from '#bytes/show-bytes';
import type { Profile } from '#firmware/choice';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import type { Flash } from '../flash/flash.ts';
import type { Settings } from '../settings/settings.ts';
import { type ModuleState, storedScalar } from '../state.ts';
import { type AccessPoint, AccessPoints, type Air, type Wanted } from './access-points.ts';
import { macFor } from './mac-address.ts';
import { Rejoin, type RejoinConfig } from './rejoin.ts';
import { type StationAddress, StationNetwork } from './station-network.ts';
import { storeAccessPoint, storedAccessPoint } from './stored-access-point.ts';

/** What the station does: the values of `AT+CWSTATE?`. */
export const WifiState = { idle: 0, connected: 1, gotIP: 2, connecting: 3, disconnected: 4 } as const;
export type WifiStateCode = (typeof WifiState)[keyof typeof WifiState];

/** Why a join failed: the values of `+CWJAP:<reason>` [B-WIFI-2]. */
export const JoinFailure = { timeout: 1, wrongPassword: 2, noAccessPoint: 3, failed: 4 } as const;
export type JoinFailureCode = (typeof JoinFailure)[keyof typeof JoinFailure];

/** What became of a join: undefined, or why it failed; where it takes time, later. */
type Joined = JoinFailureCode | undefined | Promise<JoinFailureCode | undefined>;

/** `AT+CWMODE`: 0 off, 1 station, 2 access point, 3 both. */
export type WifiMode = 0 | 1 | 2 | 3;

/** What the module does when the station comes and goes. */
export interface WifiEvents {
  /** The station has joined an access point. */
  joined(): void;
  /** The station has an address. */
  gotAddress(): void;
  /** The station is back in a network without a command that asked for it. */
  rejoined(): void;
  /** The station is no longer in the network; links are lost. */
  left(): void;
}

interface WifiParts {
  /** Of the module; its MAC address is derived from it, so that it stays the same. */
  readonly name: string;
  readonly settings: Settings['wifi'];
  readonly profile: Profile;
  readonly timers: Timers;
  readonly log: Log;
  readonly flash: Flash;
  readonly state: ModuleState;
  readonly events: WifiEvents;
  /** Stands between the station and the access points. */
  readonly throughAir?: ((air: Air) => Air) | undefined;
}

const autoConnect = storedScalar<boolean>('wifi.autoConnect', true);
/** Empty: the one that follows from the module's name. */
const mac = storedScalar<string>('wifi.mac', '');
// A second is what AT+CWJAP sets when it names nothing.
const rejoinSeconds = storedScalar<number>('wifi.rejoin.interval', 1);
const rejoinCount = storedScalar<number>('wifi.rejoin.count', 0);

/** An access point that has not answered yet. */
interface Joining {
  readonly cancel: Cancel;
  readonly settle: (reason: JoinFailureCode | undefined) => void;
}

/** A model of the Wi-Fi station among the access points that the settings describe [B-WIFI-2]. */
export class Wifi {
  readonly network: StationNetwork;
  /** `AT+CWMODE`. */
  mode: WifiMode = 1;
  readonly #parts: WifiParts;
  readonly #accessPoints: AccessPoints;
  readonly #air: Air;
  readonly #rejoin: Rejoin;
  #on = true;
  #state: WifiStateCode = WifiState.idle;
  #ssid: Buffer = NOTHING;
  #unasked = false;
  #wanted: Wanted | undefined;
  #accessPoint: AccessPoint | undefined;
  #joining: Joining | undefined;
  #cancelAsking: Cancel | undefined;
  /** The DHCP server has not had the time yet that it takes. */
  #addressDue = false;
  /** Waits for an address. */
  #addressed: ((got: boolean) => void) | undefined;

  constructor(parts: WifiParts) {
    this.#parts = parts;
    this.#accessPoints = AccessPoints.of(parts.settings);
    this.#air = parts.throughAir?.(this.#accessPoints) ?? this.#accessPoints;
    this.network = new StationNetwork(parts.state, parts.profile);
    this.#rejoin = new Rejoin(parts.timers, () => this.#comeBack());
  }

  get state(): WifiStateCode {
    return this.#state;
  }

  /** Name of the access point joined last; empty when there was none. */
  get ssid(): Buffer {
    return this.#ssid;
  }

  /** Whether it is in a network that neither `AT+CWJAP` nor `wifi.ssid` has named, which a genuine module would not be. */
  get joinedUnasked(): boolean {
    return this.#unasked && this.connected;
  }

  get connected(): boolean {
    return this.#state === WifiState.gotIP;
  }

  /** Whether it is on its way into a network that takes its time. */
  get joining(): boolean {
    return this.#joining !== undefined || this.#addressDue;
  }

  /** Why there is no network: none was joined, or there is no address in it. */
  get whyOffline(): Message {
    if (this.joining) return message('wifi.stillJoining');
    if (!this.#joined) return message('wifi.offline');
    return message(this.network.asksDHCP ? 'wifi.dhcpSilent' : 'wifi.noAddress');
  }

  /** The access point that the station is in, with or without an address. */
  get accessPoint(): AccessPoint | undefined {
    const joined = this.#joined ? this.#accessPoint : undefined;
    return joined && { ...joined, rssi: this.#air.signalOf(joined) };
  }

  /** The station's addresses; zeros without a connection, as on the chip, unless one was fixed. */
  get address(): StationAddress {
    return this.network.address;
  }

  get mac(): string {
    const { name, state } = this.#parts;
    return state.get(mac) || macFor(name);
  }

  /** @param flash undefined: not stored */
  setMac(address: string, flash: Flash | undefined): void {
    this.#parts.state.store(mac, address, flash);
  }

  /** `AT+CWAUTOCONN`: whether a boot joins an access point. */
  get autoConnect(): boolean {
    return this.#parts.state.get(autoConnect);
  }

  /** @param flash undefined: not stored */
  setAutoConnect(on: boolean, flash: Flash | undefined): void {
    this.#parts.state.store(autoConnect, on, flash);
  }

  /** `AT+CWRECONNCFG`. */
  get rejoinConfig(): RejoinConfig {
    const { state } = this.#parts;
    return { intervalSeconds: state.get(rejoinSeconds), repeatCount: state.get(rejoinCount) };
  }

  /** Holds at once, for tries that are under way too. @param flash undefined: not stored */
  setRejoin(config: Partial<RejoinConfig>, flash: Flash | undefined): void {
    const { intervalSeconds, repeatCount } = { ...this.rejoinConfig, ...config };
    this.#parts.state.store(rejoinSeconds, intervalSeconds, flash);
    this.#parts.state.store(rejoinCount, repeatCount, flash);
    if (this.#rejoin.active) this.#rejoin.start(this.rejoinConfig);
  }

  /** Boots: takes what is stored, and joins an access point where `AT+CWAUTOCONN` and `wifi.autojoin` say so. */
  boot(): void {
    this.stop();
    const stored = this.#parts.flash.get('wifi.mode');
    this.mode = stored === 0 || stored === 2 || stored === 3 ? stored : 1;
    this.#on = true;
    this.#ssid = NOTHING;
    if (this.autoConnect) this.autojoin();
  }

  /** The module is switched off or restarts: the station is gone without a word. */
  stop(): void {
    this.#rejoin.stop();
    this.#joining?.cancel();
    this.#joining = undefined;
    this.#stopAsking();
    this.network.release();
    this.#state = WifiState.idle;
    this.#tellAddressed(false);
  }

  /** Joins the stored access point, or the one of the settings where `wifi.autojoin` is on, when none is joined. */
  autojoin(): void {
    const stored = storedAccessPoint(this.#parts.flash) !== undefined;
    if (!(this.#parts.settings.autojoin || stored) || !this.station) return;
    if (this.#joined || this.#joining !== undefined) return;
    const wanted = this.remembered;
    const reason = this.join(wanted);
    this.#unasked = !stored && this.#parts.settings.ssid === '';
    if (reason instanceof Promise) void reason.then((settled) => this.#autojoined(wanted, settled));
    else this.#autojoined(wanted, reason);
  }

  #autojoined({ ssid }: Wanted, reason: JoinFailureCode | undefined): void {
    // What has failed otherwise was ended by somebody.
    if (reason === undefined || reason === JoinFailure.failed) return;
    this.#parts.log('warn', 'wifi', message('wifi.notJoined', { ssid: showBytes(ssid), reason }));
    if (reason === JoinFailure.noAccessPoint) this.#rejoin.start(this.rejoinConfig);
  }

  /** The access point joined when none is named: the stored one, or the first of the settings. */
  get remembered(): Wanted {
    return storedAccessPoint(this.#parts.flash) ?? this.#accessPoints.first;
  }

  /** Stores an access point for `remembered`. @param flash undefined: nothing is stored */
  remember(wanted: Wanted, flash: Flash | undefined): void {
    if (flash !== undefined) storeAccessPoint(wanted, flash);
  }

  /** `AT+CWINIT`: whether Wi-Fi is there at all. */
  get on(): boolean {
    return this.#on;
  }

  /** Switches Wi-Fi off, and links with it, or on again. */
  setOn(on: boolean): void {
    this.#on = on;
    if (!on) this.#leave(WifiState.idle);
  }

  /** Whether there is a station: Wi-Fi is on and the mode has one. */
  get station(): boolean {
    return this.#on && (this.mode === 1 || this.mode === 3);
  }

  /** What can be heard of the access points, the strongest first. @param ssid only those of this name */
  scan(ssid?: Buffer): AccessPoint[] {
    return this.#air.scan(ssid);
  }

  /**
   * Joins an access point, leaving the present one.
   * @param withinMs how long that may take
   * @returns undefined when it was joined, else the reason for `+CWJAP:`; a promise of it where the access point takes its time
   */
  join(wanted: Wanted, withinMs = Number.POSITIVE_INFINITY): Joined {
    this.#rejoin.stop();
    this.#unasked = false;
    if (!this.station) return JoinFailure.failed;
    this.#leave(WifiState.disconnected);
    this.#ssid = wanted.ssid;
    this.#wanted = wanted;
    this.#state = WifiState.disconnected;
    return this.#associate(wanted, withinMs);
  }

  /**
   * Joins what a boot would join, because a person says so and not a command.
   * @returns as `join`; undefined where it is in a network already
   */
  rejoin(): Joined {
    if (this.#joined) return undefined;
    const reason = this.join(this.remembered);
    return reason instanceof Promise
      ? reason.then((settled) => this.#isRejoined(settled))
      : this.#isRejoined(reason);
  }

  #isRejoined(reason: JoinFailureCode | undefined): JoinFailureCode | undefined {
    this.#isBack(reason);
    return reason;
  }

  /** The address was configured: a station that has joined takes it up. */
  readdress(): void {
    if (this.#joined) this.#obtainAddress();
  }

  /** Whether it has joined and still asks the DHCP server for an address. */
  get awaitsAddress(): boolean {
    return this.#state === WifiState.connected && this.network.asksDHCP;
  }

  /** @returns whether it has an address before the time is up, and before it is in no network any more */
  addressWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#parts.timers.after(ms, () => this.#tellAddressed(false));
      this.#addressed = (got) => {
        cancel();
        resolve(got);
      };
    });
  }

  /** Leaves the access point because a command said so. */
  leave(): void {
    this.#leave(WifiState.disconnected);
  }

  /** The access point has let go of the station, which comes back as `AT+CWRECONNCFG` says. */
  lose(): void {
    if (!this.#joined) return;
    this.#leave(WifiState.disconnected);
    this.#rejoin.start(this.rejoinConfig);
  }

  /** The mode that the next boot begins with. @param flash undefined: nothing is stored */
  storeMode(mode: WifiMode, flash: Flash | undefined): void {
    flash?.set('wifi.mode', mode);
  }

  setMode(mode: WifiMode): void {
    this.mode = mode;
    if (!this.station) this.#leave(WifiState.idle);
  }

  get #joined(): boolean {
    return this.#state === WifiState.connected || this.#state === WifiState.gotIP;
  }

  #associate(wanted: Wanted, withinMs: number): Joined {
    const ms = this.#air.takesMs?.('association') ?? 0;
    if (ms === 0) return this.#enter(wanted);
    this.#state = WifiState.connecting;
    return new Promise((settle) => {
      const cancel = this.#parts.timers.after(Math.min(ms, withinMs), () => {
        this.#joining = undefined;
        this.#state = WifiState.disconnected;
        settle(ms > withinMs ? JoinFailure.timeout : this.#enter(wanted));
      });
      this.#joining = { cancel, settle };
    });
  }

  #stopJoining(): void {
    const joining = this.#joining;
    if (joining === undefined) return;
    this.#joining = undefined;
    this.#state = WifiState.disconnected;
    joining.cancel();
    joining.settle(JoinFailure.failed);
  }

  #enter(wanted: Wanted): JoinFailureCode | undefined {
    const found = this.#air.find(wanted);
    if (found === undefined) return JoinFailure.noAccessPoint;
    if (!this.#air.admits(found, wanted.password)) return JoinFailure.wrongPassword;
    this.#accessPoint = found;
    this.#state = WifiState.connected;
    this.#parts.events.joined();
    this.#obtainAddress();
    return undefined;
  }

  #obtainAddress(): void {
    this.#stopAsking();
    const { connected } = WifiState;
    const asks = this.#state === connected && this.network.asksDHCP;
    const ms = asks ? (this.#air.takesMs?.('address') ?? 0) : 0;
    if (ms === 0) this.#ask(1);
    else {
      this.#addressDue = true;
      this.#cancelAsking = this.#parts.timers.after(ms, () => this.#askLater(1));
    }
  }

  /** @param tries how many times the DHCP server has been asked with this one */
  #ask(tries: number): void {
    this.#stopAsking();
    const { network } = this;
    if (!network.obtain(network.asksDHCP && this.#air.givesAddress())) {
      if (tries === 1) this.#parts.log('warn', 'wifi', this.whyOffline);
      if (network.asksDHCP)
        this.#cancelAsking = this.#parts.timers.after(askAgainAfter(tries), () => this.#askLater(tries + 1));
      return;
    }
    if (this.#state === WifiState.gotIP) return;
    this.#state = WifiState.gotIP;
    this.#parts.events.gotAddress();
    this.#tellAddressed(true);
  }

  #askLater(tries: number): void {
    const awaited = this.#addressed !== undefined;
    this.#ask(tries);
    if (this.connected && !awaited) this.#parts.events.rejoined();
  }

  #stopAsking(): void {
    this.#cancelAsking?.();
    this.#cancelAsking = undefined;
    this.#addressDue = false;
  }

  #tellAddressed(got: boolean): void {
    const tell = this.#addressed;
    this.#addressed = undefined;
    tell?.(got);
  }

  #comeBack(): boolean | Promise<boolean> {
    if (this.#wanted === undefined) return false;
    const reason = this.#associate(this.#wanted, Number.POSITIVE_INFINITY);
    return reason instanceof Promise ? reason.then((settled) => this.#isBack(settled)) : this.#isBack(reason);
  }

  /** @returns whether no further try is to follow */
  #isBack(reason: JoinFailureCode | undefined): boolean {
    if (reason === undefined && this.connected) this.#parts.events.rejoined();
    // Somebody has ended it.
    return reason === undefined || reason === JoinFailure.failed;
  }

  #leave(state: WifiStateCode): void {
    this.#rejoin.stop();
    this.#stopJoining();
    const was = this.#joined;
    if (was || state === WifiState.idle) this.#state = state;
    this.#stopAsking();
    this.network.release();
    if (was) this.#parts.events.left();
    this.#tellAddressed(false);
  }
}

/** Milliseconds until a DHCP server that did not answer is asked again: 2 s, twice as long each time, at most a minute (lwIP). */
function askAgainAfter(tries: number): number {
  return Math.min(2 ** tries, 60) * 1000;
}
