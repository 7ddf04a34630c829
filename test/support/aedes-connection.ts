import type { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import type { Aedes } from 'aedes';

/** A connection to an Aedes in this process that can stand still as one to a stopped process does. */
export class AedesConnection {
  readonly #socket: Socket;
  /** What Aedes has at its own end of it comes out here, and the other way round. */
  readonly #wire: Duplex;
  readonly #end: Duplex;
  #held = false;

  /** @param closed called when both sides have let go of it */
  constructor(socket: Socket, aedes: Aedes, closed: () => void) {
    const [wire, end] = duplexPair();
    this.#socket = socket;
    this.#wire = wire;
    this.#end = end;
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!this.#held) end.destroy();
      if (end.destroyed) closed();
    });
    end.on('close', () => {
      // What Aedes said before it closed its end still reaches the socket.
      wire.push(null);
      if (socket.closed) closed();
    });
    this.#join();
    aedes.handle(end);
  }

  /** From now on nothing gets through, and Aedes does not learn that the other side has gone. */
  hold(): void {
    this.#held = true;
    this.#socket.unpipe(this.#wire);
    this.#wire.unpipe(this.#socket);
  }

  goOn(): void {
    if (!this.#held) return;
    this.#held = false;
    if (this.#socket.destroyed) this.#end.destroy();
    else this.#join();
  }

  /** Ends it at once. */
  cut(): void {
    this.#held = false;
    this.#socket.destroy();
    this.#end.destroy();
  }

  #join(): void {
    this.#socket.pipe(this.#wire).pipe(this.#socket);
  }
}
