import type { HostConnection } from '#at/session/host';
import type { AtSession } from '#at/session/session';

/** So many bytes written and not taken are enough; over the high-water mark of Node's streams, so that `drain` follows. */
const FULL_BYTES = 65_536;

/** What a host's stream must have: a Duplex has it, and something lighter may. */
export interface HostStream {
  readonly writable: boolean;
  /** Bytes written and not taken. */
  readonly writableLength: number;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'drain' | 'end' | 'error' | 'close', listener: () => void): unknown;
  write(chunk: Buffer): unknown;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** Attaches a stream to a session as a host, until it ends or closes. */
export function attachStream(
  session: Pick<AtSession<unknown>, 'attach'>,
  stream: HostStream,
  options: { name: string; echo?: boolean | undefined },
): void {
  const host = session.attach(new StreamConnection(stream), options);
  stream.on('data', (chunk: Buffer) => host.receive(chunk));
  stream.on('drain', () => host.drained());
  stream.on('end', () => host.ended());
  stream.on('error', () => stream.destroy());
  stream.on('close', () => host.detach());
}

class StreamConnection implements HostConnection {
  readonly #stream: HostStream;

  constructor(stream: HostStream) {
    this.#stream = stream;
  }

  write(chunk: Buffer): boolean {
    const stream = this.#stream;
    if (!stream.writable) return true;
    stream.write(chunk);
    // Not what `write` says: that is false for any large chunk, even one that was sent at once.
    return stream.writableLength < FULL_BYTES;
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  end(): void {
    this.#stream.end();
  }
}
