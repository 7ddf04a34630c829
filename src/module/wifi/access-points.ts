import { keep, NOTHING } from '#bytes/keep';
import type { Settings } from '../settings/settings.ts';

const DEFAULT_SSID = 'atmqtt';
const NOWHERE: Wanted = { ssid: NOTHING, password: NOTHING, bssid: '' };
const DEFAULT_CHANNEL = 6;
/** dBm */
const DEFAULT_RSSI = -42;

/** Which access point is meant, and with which password. */
export interface Wanted {
  /** Bytes: an access point may be called in GBK. */
  readonly ssid: Buffer;
  readonly password: Buffer;
  /** Its MAC address in either case, where several share a name; empty: the strongest. */
  readonly bssid: string;
}

/** An access point in the air. Without a password it is an open network, which takes any. */
export interface AccessPoint extends Wanted {
  readonly channel: number;
  /** dBm */
  readonly rssi: number;
}

/** What a station hears of the access points around it, and what they say to it. */
export interface Air {
  /** Those that can be heard, the strongest first; with `ssid`, those of that name. */
  scan(ssid?: Buffer): AccessPoint[];
  /** The strongest of a name that can be heard. */
  find(wanted: Wanted): AccessPoint | undefined;
  /** How strong one that was found is heard now, in dBm. */
  signalOf(accessPoint: AccessPoint): number;
  /** Whether an access point takes this password. */
  admits(accessPoint: AccessPoint, password: Buffer): boolean;
  /** Whether its DHCP server answers. */
  givesAddress(): boolean;
  /** Milliseconds until an access point takes or refuses the station, or until its DHCP server answers; without it none. */
  takesMs?(step: 'association' | 'address'): number;
}

/**
 * The access points that the settings describe: `wifi.ssid` with `wifi.password`, then `wifi.accessPoints`.
 * Without either there is one, and it goes by every name it is asked for [B-WIFI-1].
 */
export class AccessPoints implements Air {
  static readonly #known = new WeakMap<Settings['wifi'], AccessPoints>();
  readonly #list: readonly AccessPoint[];
  readonly #anyName: boolean;

  /** Of these settings; modules with the same ones share them. */
  static of(settings: Settings['wifi']): AccessPoints {
    const known = AccessPoints.#known.get(settings) ?? new AccessPoints(settings);
    AccessPoints.#known.set(settings, known);
    return known;
  }

  private constructor({ ssid, password, accessPoints }: Settings['wifi']) {
    this.#anyName = ssid === '' && accessPoints.length === 0;
    const first = { ssid: ssid || DEFAULT_SSID, password, channel: DEFAULT_CHANNEL, rssi: DEFAULT_RSSI };
    const all = ssid !== '' || this.#anyName ? [first, ...accessPoints] : accessPoints;
    this.#list = all.map((each, index) => ({
      ...each,
      ssid: keep(Buffer.from(each.ssid)),
      password: keep(Buffer.from(each.password)),
      bssid: bssidOf(index),
    }));
  }

  /** The one that a module knows before it was told of any. */
  get first(): Wanted {
    return this.#list[0] ?? NOWHERE;
  }

  scan(ssid?: Buffer): AccessPoint[] {
    const named =
      this.#anyName && ssid !== undefined ? this.#list.map((each) => ({ ...each, ssid })) : this.#list;
    return named
      .filter((each) => ssid === undefined || each.ssid.equals(ssid))
      .sort((one, other) => other.rssi - one.rssi);
  }

  find({ ssid, bssid }: Wanted): AccessPoint | undefined {
    return this.scan(ssid).find(
      (each) => bssid === '' || this.#anyName || each.bssid === bssid.toLowerCase(),
    );
  }

  signalOf({ bssid, rssi }: AccessPoint): number {
    return this.#list.find((each) => each.bssid === bssid)?.rssi ?? rssi;
  }

  admits(accessPoint: AccessPoint, password: Buffer): boolean {
    return accessPoint.password.length === 0 || accessPoint.password.equals(password);
  }

  givesAddress(): boolean {
    return true;
  }
}

/** Locally administered addresses, counted from 1. */
function bssidOf(index: number): string {
  return `02:5e:00:00:00:${(index + 1).toString(16).padStart(2, '0')}`;
}
