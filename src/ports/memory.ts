import { Duplex } from 'node:stream';
import type { PortSpec } from './port.ts';

/** A port without a wire, for tests, and the end a host would hold. */
export interface MemoryPort extends PortSpec {
  /** It has no specification that a user could write. */
  readonly kind: 'memory';
  /** What is written here before the port is opened waits in the usual buffer. */
  readonly host: Duplex;
}

/** Makes a port whose host is in the same process; chunks arrive one by one as they were written. */
export function createMemoryPort(): MemoryPort {
  const host = new End();
  const module = new End();
  host.join(module);
  module.join(host);
  return {
    kind: 'memory',
    fork: false,
    host,
    async open(events) {
      events.host(module, 'memory');
      return {
        spec: 'memory',
        info: { kind: 'memory' },
        async close() {
          module.destroy();
        },
      };
    },
  };
}

class End extends Duplex {
  #peer: End | undefined;
  /** Completes the peer's write; held while this side has enough to read. */
  #taken: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: false });
  }

  join(peer: End): void {
    this.#peer = peer;
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const peer = this.#peer;
    // Bytes for a side that has gone are lost, as on a wire.
    if (peer === undefined || peer.destroyed || peer.readableEnded || peer.push(chunk)) done();
    else peer.#taken = done;
  }

  override _final(done: () => void): void {
    this.#peer?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#taken?.();
    const peer = this.#peer;
    if (peer !== undefined && !peer.destroyed && !this.writableFinished) peer.push(null);
    done(error);
  }
}
