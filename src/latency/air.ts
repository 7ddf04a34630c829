import type { Air } from '#module/wifi/access-points';
import type { Waits } from './waits.ts';

/** Access points that take the time that `latency.join` says. */
export function lateAir(air: Air, waits: Waits): Air {
  return {
    scan: (ssid) => air.scan(ssid),
    find: (wanted) => air.find(wanted),
    signalOf: (accessPoint) => air.signalOf(accessPoint),
    admits: (accessPoint, password) => air.admits(accessPoint, password),
    givesAddress: () => air.givesAddress(),
    takesMs: (step) => (step === 'association' ? waits.association() : waits.address()),
  };
}
