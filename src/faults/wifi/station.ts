import type { Wifi } from '#module/wifi/wifi';
import type { FaultSet } from '../fault-set.ts';

/** Does to a station what faults say. */
export function handleWifiFaults(wifi: Wifi, faults: FaultSet): void {
  faults.handle('wifi.drop', {
    begins(fault) {
      fault.act();
      wifi.vanish();
    },
    ends: () => wifi.appear(),
  });
}
