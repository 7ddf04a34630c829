import type { Air } from '#module/wifi/access-points';
import type { Meter } from './meter.ts';
import type { Waits } from './waits.ts';

/** Access points that take the time that `latency.join` says. */
export function lateAir(air: Air, waits: Waits, meter: Meter): Air {
  return {
    scan: (ssid) => air.scan(ssid),
    find: (wanted) => air.find(wanted),
    signalOf: (accessPoint) => air.signalOf(accessPoint),
    admits: (accessPoint, password) => air.admits(accessPoint, password),
    givesAddress: () => air.givesAddress(),
    takesMs: (step) => meter.book(step === 'association' ? waits.association() : waits.address()),
  };
}
