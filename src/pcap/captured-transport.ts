import type { Transport, TransportEvents } from '#mqtt/transport';
import type { CapturedConnection } from './captured-connection.ts';
import type { PacketQueue } from './packet-queue.ts';

/** A transport that a capture looks on at. It stands still while more waits to be written than should. */
export class CapturedTransport implements Transport {
  readonly #queue: PacketQueue;
  readonly #connection: CapturedConnection;
  readonly #transport: Transport;
  readonly #events: TransportEvents;
  /** Its owner has paused it. */
  #paused = false;
  /** It is paused until the capture has written more. */
  #held = false;
  /** Its owner waits for `drain`; undefined: does not. The queue of the capture owes it, or what is below does. */
  #owed: 'queue' | 'transport' | undefined;

  constructor(
    queue: PacketQueue,
    connection: CapturedConnection,
    dial: (events: TransportEvents) => Transport,
    events: TransportEvents,
  ) {
    this.#queue = queue;
    this.#connection = connection;
    this.#events = events;
    this.#transport = dial({
      open: () => {
        connection.opened();
        events.open();
      },
      data: (bytes) => this.#data(bytes),
      drain: () => this.#drained(),
      closed: (error) => {
        queue.forget(this.#goOn);
        connection.closed(error);
        events.closed(error);
      },
    });
  }

  get queued(): number {
    return this.#transport.queued;
  }

  write(bytes: Uint8Array): boolean {
    this.#connection.sent(bytes);
    const wants = this.#transport.write(bytes);
    if (!wants) this.#owed = 'transport';
    else if (this.#queue.full) this.#waitForQueue();
    return this.#owed === undefined;
  }

  pause(): void {
    this.#paused = true;
    this.#transport.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#held) this.#transport.resume();
  }

  end(sent?: () => void): void {
    this.#connection.ended();
    this.#transport.end(sent);
  }

  destroy(): void {
    this.#queue.forget(this.#goOn);
    this.#connection.destroyed();
    this.#transport.destroy();
  }

  #data(bytes: Uint8Array): void {
    this.#connection.received(bytes);
    if (this.#queue.full && !this.#held) {
      this.#held = true;
      this.#transport.pause();
      this.#queue.whenDrained(this.#goOn);
    }
    this.#events.data(bytes);
  }

  #drained(): void {
    if (this.#queue.full) return this.#waitForQueue();
    this.#owed = undefined;
    this.#events.drain();
  }

  #waitForQueue(): void {
    this.#owed = 'queue';
    this.#queue.whenDrained(this.#goOn);
  }

  readonly #goOn = (): void => {
    if (this.#held) {
      this.#held = false;
      if (!this.#paused) this.#transport.resume();
    }
    if (this.#owed !== 'queue') return;
    this.#owed = undefined;
    this.#events.drain();
  };
}
