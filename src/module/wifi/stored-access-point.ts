import { NOTHING } from '#bytes/keep';
import type { Flash } from '../flash/flash.ts';
import { fromStored, toStored } from '../flash/stored-bytes.ts';
import type { Wanted } from './access-points.ts';

const SSID = 'wifi.ssid';
const PASSWORD = 'wifi.password';
const BSSID = 'wifi.bssid';

/** The access point that a command has stored; undefined when none has. */
export function storedAccessPoint(flash: Flash): Wanted | undefined {
  const stored = (key: string): Buffer | undefined => fromStored(flash.get(key));
  const ssid = stored(SSID);
  if (ssid === undefined) return undefined;
  return { ssid, password: stored(PASSWORD) ?? NOTHING, bssid: stored(BSSID)?.toString('latin1') ?? '' };
}

/** Stores an access point in place of the one before. */
export function storeAccessPoint({ ssid, password, bssid }: Wanted, flash: Flash): void {
  flash.set(SSID, toStored(ssid));
  flash.set(PASSWORD, toStored(password));
  flash.set(BSSID, toStored(Buffer.from(bssid, 'latin1')));
}
