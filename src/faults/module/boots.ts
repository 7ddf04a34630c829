import type { Module } from '#module/module';
import type { Cancel, Timers } from '#time/timers';
import { escapedBytes } from '../escaped-text.ts';
import type { ActiveFault, FaultSet } from '../fault-set.ts';
import { missampled } from '../uart/missampled.ts';
import { type BootCause, bootBanner } from './boot-banner.ts';

type BrownOut = ActiveFault<'module.brownOut'>;

const BROWN_OUT = Buffer.from('\r\nBrownout detector was triggered\r\n\r\n');

/** Has a module boot when it should not, and say at a boot what comes before `ready`. */
export class Boots {
  readonly #module: () => Module;
  readonly #faults: FaultSet;
  readonly #timers: Timers;
  #cause: BootCause = 'power';
  /** Brown-outs that go on, each with its next one. */
  readonly #loops = new Map<BrownOut, Cancel>();

  /** @param module the one that acts now: another may take its place */
  constructor(module: () => Module, faults: FaultSet, timers: Timers) {
    this.#module = module;
    this.#faults = faults;
    this.#timers = timers;
    faults.handle('module.reset', { begins: () => module().reset() });
    faults.handle('module.brownOut', {
      begins: (fault) => this.#next(fault, 0),
      ends: (fault) => {
        this.#loops.get(fault)?.();
        this.#loops.delete(fault);
      },
    });
    faults.handle('module.powerOff', {
      begins(fault) {
        fault.act();
        module().cutPower();
      },
      ends: () => {
        if (faults.find('module.powerOff') !== undefined) return;
        this.#cause = 'power';
        module().restorePower();
      },
    });
  }

  /** What is said now comes before `ready`. */
  booting(): void {
    const cause = this.#cause;
    this.#cause = 'software';
    const noise = this.#faults.take('uart.bootNoise')?.parameters;
    if (noise?.text !== undefined) this.#module().at.print(escapedBytes(noise.text));
    else if (noise !== undefined) {
      const { baud, bytes } = bootBanner(noise.chip, cause);
      const { at, uart } = this.#module();
      at.print(missampled(bytes, baud, uart.present.baud));
    }
    for (const fault of this.#loops.keys()) this.#next(fault, fault.parameters.time);
  }

  switchedOff(): void {
    this.#cause = 'power';
  }

  #next(fault: BrownOut, ms: number): void {
    this.#loops.get(fault)?.();
    this.#loops.set(
      fault,
      this.#timers.after(ms, () => this.#brownOut(fault)),
    );
  }

  #brownOut(fault: BrownOut): void {
    const module = this.#module();
    // What has no power cannot have too little of it; its next boot asks again.
    if (!module.powered) return;
    if (!fault.chance()) return this.#next(fault, fault.parameters.time);
    fault.act();
    this.#cause = 'brownOut';
    if (fault.parameters.text) module.at.print(BROWN_OUT);
    module.reset();
  }
}
