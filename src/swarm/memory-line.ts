import type { HostStream } from '#module/stream-host';

/**
 * The serial line between a module and a host in the same process. It takes everything at once and is far
 * lighter than a Duplex, of which a swarm would hold thousands.
 */
export class MemoryLine implements HostStream {
  readonly writable = true;
  readonly writableLength = 0;
  readonly #heard: (chunk: Buffer) => void;
  #data: (chunk: Buffer) => void = () => {};
  #closed: () => void = () => {};

  /** @param heard takes what the module says */
  constructor(heard: (chunk: Buffer) => void) {
    this.#heard = heard;
  }

  /** The host says something. */
  send(bytes: Buffer): void {
    this.#data(bytes);
  }

  on(event: string, listener: (chunk: Buffer) => void): void {
    if (event === 'data') this.#data = listener;
    else if (event === 'close') this.#closed = listener as () => void;
  }

  write(chunk: Buffer, done?: () => void): void {
    this.#heard(chunk);
    done?.();
  }

  /** A module that takes nothing keeps what comes; a host sends one line at a time. */
  pause(): void {}

  resume(): void {}

  end(): void {
    this.destroy();
  }

  destroy(): void {
    this.#data = () => {};
    const closed = this.#closed;
    this.#closed = () => {};
    closed();
  }
}
