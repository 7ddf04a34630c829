import type { AccessPoint, Air } from '#module/wifi/access-points';
import type { FaultSet } from '../fault-set.ts';

/** What a station hears where faults have their say. @param heard whether anything is heard at all */
export function faultyAir(air: Air, faults: FaultSet, heard: () => boolean): Air {
  const weakened = (rssi: number): number =>
    Math.min(rssi, faults.find('wifi.weakSignal')?.parameters.rssi ?? rssi);
  const weak = (accessPoint: AccessPoint): AccessPoint => ({
    ...accessPoint,
    rssi: weakened(accessPoint.rssi),
  });
  return {
    scan: (ssid) => (heard() ? air.scan(ssid).map(weak) : []),
    find(wanted) {
      const found = heard() ? air.find(wanted) : undefined;
      return found && weak(found);
    },
    signalOf: (accessPoint) => weakened(air.signalOf(accessPoint)),
    admits: (accessPoint, password) =>
      air.admits(accessPoint, password) && faults.take('wifi.wrongPassword') === undefined,
    givesAddress: () => air.givesAddress() && faults.take('wifi.noAddress') === undefined,
    takesMs: (step) => air.takesMs?.(step) ?? 0,
  };
}
