import type { Cancel } from '#time/timers';
import type { Dial, Transport, TransportEvents } from '../transport.ts';
import { Opening, type StepLimit } from './opening.ts';

/** Makes the transport once all steps are done. */
export type Opened = (events: TransportEvents) => Transport;

/**
 * A Dial that opens its transport step by step.
 * @param connect goes the steps; what it throws is reported as `closed`
 */
export function dialSteps(limit: StepLimit, connect: (opening: Opening) => Promise<Opened>): Dial {
  return (events) => new SteppedTransport(new Opening(limit), connect, events);
}

/**
 * A Dial that does nothing for a while.
 * @param wait calls `go` when it is time; returns what cancels that
 */
export function dialAfter(wait: (go: () => void) => Cancel, dial: Dial): Dial {
  const later = async (opening: Opening): Promise<Opened> => {
    await opening.step<void>('tcp', ({ done }) => wait(() => done()));
    return dial;
  };
  return (events) => new SteppedTransport(new Opening({}), later, events, false);
}

/** Stands in for a transport until its steps are done, then passes everything on to it. */
class SteppedTransport implements Transport {
  /** Let go of once it is done, or each connection would keep it. */
  #opening: Opening | undefined;
  readonly #events: TransportEvents;
  readonly #tellsOpen: boolean;
  #opened: Transport | undefined;
  #paused = false;
  #over = false;

  /** @param tellsOpen whether what the steps made is open then; else it says so itself */
  constructor(
    opening: Opening,
    connect: (opening: Opening) => Promise<Opened>,
    events: TransportEvents,
    tellsOpen = true,
  ) {
    this.#opening = opening;
    this.#events = events;
    this.#tellsOpen = tellsOpen;
    void this.#open(opening, connect);
  }

  get queued(): number {
    return this.#opened?.queued ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    return this.#opened?.write(bytes) ?? true;
  }

  pause(): void {
    this.#paused = true;
    this.#opened?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#opened?.resume();
  }

  end(sent?: () => void): void {
    if (this.#opened !== undefined) return this.#opened.end(sent);
    if (this.#over) return;
    this.#over = true;
    this.#opening?.giveUp();
    queueMicrotask(() => {
      sent?.();
      this.#events.closed();
    });
  }

  destroy(): void {
    this.#over = true;
    if (this.#opened === undefined) this.#opening?.giveUp();
    else this.#opened.destroy();
  }

  async #open(opening: Opening, connect: (opening: Opening) => Promise<Opened>): Promise<void> {
    let opened: Opened;
    try {
      opened = await connect(opening);
    } catch (error) {
      opening.giveUp();
      if (!this.#over) this.#events.closed(error as Error);
      return;
    }
    if (this.#over) return;
    this.#opened = opened(this.#events);
    this.#opening = undefined;
    if (this.#paused) this.#opened.pause();
    if (this.#tellsOpen) this.#events.open();
  }
}
