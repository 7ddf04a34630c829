/**
 * What the module has of memory and kernel objects. Handed in, so that a test or a fault script can wrap it
 * and refuse [B-CODE-2].
 */
export interface Kernel {
  /** Free bytes now. */
  readonly free: number;
  /** The fewest free bytes since boot. */
  readonly minFree: number;
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
  return new MemoryKernel(heapBytes);
}

class MemoryKernel implements Kernel {
  readonly #heapBytes: number;
  #free: number;
  #minFree: number;

  constructor(heapBytes: number) {
    this.#heapBytes = heapBytes;
    this.#free = heapBytes;
    this.#minFree = heapBytes;
  }

  get free(): number {
    return this.#free;
  }

  get minFree(): number {
    return this.#minFree;
  }

  allocate(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    this.#minFree = Math.min(this.#minFree, this.#free);
    return true;
  }

  release(bytes: number): void {
    this.#free = Math.min(this.#heapBytes, this.#free + bytes);
  }

  createSemaphore(): boolean {
    return true;
  }

  createEventGroup(): boolean {
    return true;
  }

  reset(): void {
    this.#free = this.#heapBytes;
    this.#minFree = this.#heapBytes;
  }
}
