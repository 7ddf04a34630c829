import type { Kernel } from '#module/kernel';
import type { FaultSet } from '../fault-set.ts';

/** A kernel that refuses what faults say there is none of [B-CODE-2]. */
export function faultyKernel(kernel: Kernel, faults: FaultSet): Kernel {
  const lacks = (wanted: string): boolean =>
    faults.take('module.noMemory', ({ what, command }) => command === undefined && what === wanted) !==
    undefined;
  return {
    get free() {
      return kernel.free;
    },
    get minFree() {
      return kernel.minFree;
    },
    allocate: (bytes) => !lacks('heap') && kernel.allocate(bytes),
    release: (bytes) => kernel.release(bytes),
    createSemaphore: () => !lacks('semaphore') && kernel.createSemaphore(),
    createEventGroup: () => !lacks('eventGroup') && kernel.createEventGroup(),
    reset: () => kernel.reset(),
  };
}
