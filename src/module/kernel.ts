/**
 * What the module has of memory and kernel objects. Handed in, so that a test or a fault script can wrap it
 * and refuse (behaviour §7).
 */
export interface Kernel {
  /** Free bytes now. */
  readonly free: number;
  /** The fewest free bytes since boot. */
  readonly leastFree: number;
  /** Takes bytes; false when there are not enough. */
  allocate(bytes: number): boolean;
  release(bytes: number): void;
  /** Creates what a link waits with; false when the kernel has none left. */
  createSemaphore(): boolean;
  createEventGroup(): boolean;
  /** Everything is free again, as after a restart. */
  reset(): void;
}

/** A kernel with a memory budget and as many objects as anyone wants. */
export function createKernel(heapBytes: number): Kernel {
  let free = heapBytes;
  let leastFree = heapBytes;
  return {
    get free() {
      return free;
    },
    get leastFree() {
      return leastFree;
    },
    allocate(bytes) {
      if (bytes > free) return false;
      free -= bytes;
      leastFree = Math.min(leastFree, free);
      return true;
    },
    release(bytes) {
      free = Math.min(heapBytes, free + bytes);
    },
    createSemaphore: () => true,
    createEventGroup: () => true,
    reset() {
      free = heapBytes;
      leastFree = heapBytes;
    },
  };
}
