import type { Flash } from '#module/flash/flash';
import type { Kernel } from '#module/kernel';

/** What `fault` directions have broken: `semaphore`, `event group`, `flash`. */
export type Faults = Set<string>;

/** A kernel that runs out of objects when told. */
export function faultyKernel(kernel: Kernel, faults: Faults): Kernel {
  return {
    get free() {
      return kernel.free;
    },
    get minFree() {
      return kernel.minFree;
    },
    allocate: (bytes) => kernel.allocate(bytes),
    release: (bytes) => kernel.release(bytes),
    reset: () => kernel.reset(),
    createSemaphore: () => !faults.has('semaphore') && kernel.createSemaphore(),
    createEventGroup: () => !faults.has('event group') && kernel.createEventGroup(),
  };
}

/** A flash that takes nothing any more when told. */
export function faultyFlash(flash: Flash, faults: Faults): Flash {
  const check = (): void => {
    if (faults.has('flash')) throw new Error('the flash is worn out');
  };
  return {
    get: (key) => flash.get(key),
    entries: () => flash.entries(),
    restore: () => flash.restore(),
    manufacturing: flash.manufacturing,
    set(key, value) {
      check();
      flash.set(key, value);
    },
    session: (identity) => ({ ...flash.session(identity), close: check }),
  };
}
