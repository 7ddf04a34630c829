import type { Cancel, Timers } from '#time/timers';
import { peerOf } from './host-port.ts';

/** Milliseconds that a connection has for its handshake, from TCP to the point at which it has said what it is here for. */
const HANDSHAKE_LIMIT_MS = 20_000;
/** Milliseconds at least between two looks, so that many that came together are closed, and told of, together. */
const LOOK_MS = 1_000;

/** A connection that has come; a socket of node:net has more. */
interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  on(event: 'close', run: () => void): unknown;
  destroy(): unknown;
}

interface Newcomer {
  readonly connection: Connection;
  readonly deadline: number;
}

/**
 * Closes the connections of a listener that do not get through their handshake, whoever opens them and however many:
 * else they would stay, and their memory with them. One timer serves them all.
 */
export class HandshakeLimit {
  readonly #timers: Timers;
  readonly #limitMs: number;
  readonly #tell: (count: number, seconds: number) => void;
  /** By the peer, in the order in which they came. */
  readonly #newcomers = new Map<string, Newcomer>();
  #cancel: Cancel | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param tell how many were closed at once, after how many seconds */
  constructor(
    timers: Timers,
    tell: (count: number, seconds: number) => void,
    limitMs: number = HANDSHAKE_LIMIT_MS,
  ) {
    this.#timers = timers;
    this.#tell = tell;
    this.#limitMs = limitMs;
  }

  /** A connection has come: it has so much time. */
  begin(connection: Connection): void {
    const peer = peerOf(connection);
    const newcomer = { connection, deadline: this.#timers.now() + this.#limitMs };
    // Behind all others, also where a connection from the same port was not known to be gone.
    this.#newcomers.delete(peer);
    this.#newcomers.set(peer, newcomer);
    connection.on('close', () => {
      if (this.#newcomers.get(peer) === newcomer) this.done(peer);
    });
    this.#cancel ??= this.#wake(newcomer);
  }

  /** A connection is through, or gone. @param peer as `peerOf` names it */
  done(peer: string): void {
    this.#newcomers.delete(peer);
    if (this.#newcomers.size === 0) this.stop();
  }

  /** Nothing is closed any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wake({ deadline }: Newcomer): Cancel {
    const at = Math.max(deadline, this.#lookedAt + LOOK_MS);
    // Rounded up, because a timer for a fraction of a millisecond would fire at once.
    return this.#timers.after(Math.ceil(at - this.#timers.now()), () => this.#look());
  }

  #look(): void {
    this.#cancel = undefined;
    const now = this.#timers.now();
    this.#lookedAt = now;
    let closed = 0;
    for (const [peer, { connection, deadline }] of this.#newcomers) {
      if (deadline > now) break;
      this.#newcomers.delete(peer);
      connection.destroy();
      closed++;
    }
    if (closed > 0) this.#tell(closed, this.#limitMs / 1000);
    const [first] = this.#newcomers.values();
    if (first !== undefined) this.#cancel ??= this.#wake(first);
  }
}
