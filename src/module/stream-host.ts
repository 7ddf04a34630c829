import type { AttachOptions, HostConnection } from '#at/session/host';
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
  write(chunk: Buffer, done?: (error?: Error | null) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
  /** Forgets what was written and has not left, where the stream can. */
  discard?(): void;
  /** Calls once the port has accepted what was written so far, where that is later than the end of the write. */
  whenAccepted?(accepted: () => void): void;
}

/** Attaches a stream to a session as a host, until it ends or closes. */
export function attachStream(
  session: Pick<AtSession<unknown>, 'attach'>,
  stream: HostStream,
  options: HostOptions,
): void {
  const host = session.attach(new StreamConnection(stream), options);
  stream.on('data', (chunk: Buffer) => host.receive(chunk));
  stream.on('drain', () => host.drained());
  stream.on('end', () => host.ended());
  stream.on('error', () => stream.destroy());
  stream.on('close', () => host.detach());
  options.presence?.((present) => host.present(present));
}

/** How a host is attached, and whether somebody is there. */
export interface HostOptions extends AttachOptions {
  /** Tells now, and at each change, whether somebody is there; somebody always is without it. */
  readonly presence?: ((listener: (present: boolean) => void) => void) | undefined;
}

class StreamConnection implements HostConnection {
  readonly #stream: HostStream;

  constructor(stream: HostStream) {
    this.#stream = stream;
  }

  write(chunk: Buffer, accepted?: () => void): boolean {
    const stream = this.#stream;
    // The host has gone, which `close` tells.
    if (!stream.writable) return true;
    if (accepted === undefined) stream.write(chunk);
    else this.#writeCounted(chunk, accepted);
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

  destroy(): void {
    this.#stream.destroy();
  }

  discard(): void {
    this.#stream.discard?.();
  }

  #writeCounted(chunk: Buffer, accepted: () => void): void {
    const stream = this.#stream;
    if (stream.whenAccepted !== undefined) {
      stream.write(chunk);
      stream.whenAccepted(accepted);
    } else {
      stream.write(chunk, (error) => {
        if (error === undefined || error === null) accepted();
      });
    }
  }
}
