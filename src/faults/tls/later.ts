import type { Dial, Transport, TransportEvents } from '#mqtt/transport';

/** Connects once it is known how; until then all is as before a connection stands. */
export function dialLater(make: () => Promise<Dial>): Dial {
  return (events) => new LaterTransport(make, events);
}

class LaterTransport implements Transport {
  readonly #events: TransportEvents;
  #transport: Transport | undefined;
  #paused = false;
  #over = false;

  constructor(make: () => Promise<Dial>, events: TransportEvents) {
    this.#events = events;
    make().then(
      (dial) => this.#dial(dial),
      (error: Error) => this.#failed(error),
    );
  }

  get queued(): number {
    return this.#transport?.queued ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    return this.#transport?.write(bytes) ?? true;
  }

  pause(): void {
    this.#paused = true;
    this.#transport?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#transport?.resume();
  }

  end(sent?: () => void): void {
    if (this.#transport !== undefined) return this.#transport.end(sent);
    if (this.#over) return;
    this.#over = true;
    queueMicrotask(() => {
      sent?.();
      this.#events.closed();
    });
  }

  destroy(): void {
    this.#over = true;
    this.#transport?.destroy();
  }

  #dial(dial: Dial): void {
    if (this.#over) return;
    this.#transport = dial(this.#events);
    if (this.#paused) this.#transport.pause();
  }

  #failed(error: Error): void {
    if (!this.#over) this.#events.closed(error);
  }
}
