import type { Air } from '#module/wifi/access-points';
import type { Wifi } from '#module/wifi/wifi';
import type { Cancel, Timers } from '#time/timers';
import type { ActiveFault, FaultSet } from '../fault-set.ts';
import { faultyAir } from './air.ts';

/** What faults do to a station. */
export class WifiFaults {
  readonly #faults: FaultSet;
  readonly #timers: Timers;
  /** Of faults `wifi.flap`, by their id: whether it is down, and what comes next. */
  readonly #flapping = new Map<number, { down: boolean; cancel: Cancel }>();
  #wifi: Wifi | undefined;

  constructor(faults: FaultSet, timers: Timers) {
    this.#faults = faults;
    this.#timers = timers;
    faults.handle('wifi.drop', {
      begins: (fault) => {
        fault.act();
        this.#wifi?.lose();
      },
    });
    faults.handle('wifi.flap', {
      begins: (fault) => this.#goDown(fault),
      ends: ({ id }) => {
        this.#flapping.get(id)?.cancel();
        this.#flapping.delete(id);
      },
    });
  }

  /** What the station hears, wrapped. */
  readonly throughAir = (air: Air): Air => faultyAir(air, this.#faults, () => this.#heard());

  /** The station that hears it. */
  attach(wifi: Wifi): void {
    this.#wifi = wifi;
  }

  #heard(): boolean {
    if (this.#faults.find('wifi.drop') !== undefined) return false;
    return ![...this.#flapping.values()].some(({ down }) => down);
  }

  #goDown(fault: ActiveFault<'wifi.flap'>): void {
    const { up, down } = fault.parameters;
    const again = (): void => {
      // A flap is over when the access point is heard again.
      fault.act();
      if (fault.active) this.#next(fault, false, up, () => this.#goDown(fault));
    };
    if (!fault.chance()) return this.#next(fault, false, up, () => this.#goDown(fault));
    this.#next(fault, true, down, again);
    this.#wifi?.lose();
  }

  #next({ id }: ActiveFault<'wifi.flap'>, down: boolean, ms: number, then: () => void): void {
    this.#flapping.set(id, { down, cancel: this.#timers.after(ms, then) });
  }
}
