import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/**
 * A WebSocket as a stream of bytes; text messages count as their UTF-8 bytes. It closes by itself once the WebSocket
 * has closed and what came before has been read. (The stream that comes with ws stays open when nobody reads it.)
 */
export class WsHost extends Duplex {
  readonly #webSocket: WebSocket;

  constructor(webSocket: WebSocket) {
    // A WebSocket has no half-closed state: a host that has closed takes no replies either.
    super({ allowHalfOpen: false });
    this.#webSocket = webSocket;
    webSocket
      .on('message', (bytes: Buffer) => {
        if (!this.push(bytes)) webSocket.pause();
      })
      .on('close', () => {
        if (!this.destroyed) this.push(null);
      })
      // `close` follows and tells it.
      .on('error', () => {});
  }

  override _read(): void {
    this.#webSocket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    // Bytes for a host that has gone are lost, as on a wire.
    this.#webSocket.send(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#webSocket.close();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#webSocket.terminate();
    done(error);
  }
}
