import type { Clock } from '#time/clock';
import type { ControlEvent, NewControlEvent } from './events.ts';

/** Bytes of events, as JSON, that are kept for who comes late. */
const MAX_BYTES = 2_097_152;
/** Entries that are taken off the beginning before the list is made anew. */
const COMPACT_AT = 4096;

/** An event with its place in the order of a run. */
export interface LoggedEvent {
  /** From 1, without a gap. */
  readonly id: number;
  readonly event: ControlEvent;
  /** The event as JSON. */
  readonly json: string;
}

/** Events from a point on, and how many there were before that are not kept any more. */
export interface LaterEvents {
  readonly events: readonly LoggedEvent[];
  readonly dropped: number;
}

/** The last events of a run, numbered, as many as their bytes allow; and who hears of each as it comes. */
export class EventLog {
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #kept: LoggedEvent[] = [];
  /** Where in `#kept` they begin. */
  #from = 0;
  #bytes = 0;
  #lastId = 0;
  readonly #listeners = new Set<(logged: LoggedEvent) => void>();

  constructor(clock: Clock, maxBytes = MAX_BYTES) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  /** The id of the last event; 0: there was none yet. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Dates an event, numbers it, keeps it, and tells those who listen. */
  add(event: NewControlEvent): void {
    const { event: type, ...rest } = event;
    const dated = { event: type, time: new Date(this.#clock.wall()).toISOString(), ...rest } as ControlEvent;
    const logged = { id: ++this.#lastId, event: dated, json: JSON.stringify(dated) };
    this.#kept.push(logged);
    this.#bytes += logged.json.length;
    // One that is larger than all that may be kept is kept alone.
    while (this.#bytes > this.#maxBytes && this.#from < this.#kept.length - 1) this.#drop();
    for (const listener of [...this.#listeners]) listener(logged);
  }

  /**
   * What came behind an event.
   * @param id one that is not known, as of another run, stands for the beginning
   */
  after(id: number): LaterEvents {
    const first = this.#lastId - (this.#kept.length - this.#from) + 1;
    const wanted = id > this.#lastId || id < 0 ? 1 : id + 1;
    const from = Math.max(wanted, first);
    return { events: this.#kept.slice(this.#from + from - first), dropped: from - wanted };
  }

  /** Hears of each event from now on, at once. @returns ends that */
  listen(listener: (logged: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #drop(): void {
    this.#bytes -= this.#kept[this.#from]?.json.length ?? 0;
    // Let go of at once: the list itself is made anew later.
    delete this.#kept[this.#from++];
    if (this.#from < COMPACT_AT) return;
    this.#kept.splice(0, this.#from);
    this.#from = 0;
  }
}
