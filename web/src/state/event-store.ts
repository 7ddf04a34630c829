import { signal } from '@preact/signals';
import type { NumberedEvent } from '../api/numbered-event.ts';

/** Events that are kept: at least 100,000 rows of the timeline, and bounded for a page that is open for days. */
const MAX_EVENTS = 150_000;
/** While somebody reads them, so that what comes meanwhile takes nothing away. */
const MAX_HELD = 400_000;
/** That are let go of at once, so that the list is seldom moved. */
const CHUNK = 10_000;

/** The last events of the run, for all panels. What draws them reads `version`, which changes once a frame at most. */
export class EventStore {
  /** Goes up when events have come, once a frame however many. */
  readonly version = signal(0);
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #events: NumberedEvent[] = [];
  #droppedHere = 0;
  #lastId = 0;
  #runs = 0;
  /** Somebody reads what is here: as far as memory allows, nothing is let go of. */
  holding = false;
  #frame: number | undefined;

  /** Those that are kept, from the earliest on. Not to be kept: it is another list after more have come. */
  get events(): readonly NumberedEvent[] {
    return this.#events;
  }

  /** How many were let go of at the beginning. */
  get forgotten(): number {
    return this.#droppedHere;
  }

  /** The id of the last one. */
  get lastId(): number {
    return this.#lastId;
  }

  /** How many runs were forgotten: a list that was made of one has nothing of the next. */
  get runs(): number {
    return this.#runs;
  }

  add(event: NumberedEvent): void {
    // A stream that begins anew repeats what is here already.
    if (event.id <= this.#lastId) return;
    if (!Number.isNaN(event.id)) this.#lastId = event.id;
    this.#events.push(event);
    if (this.#events.length >= (this.holding ? MAX_HELD : MAX_EVENTS) + CHUNK) {
      const gone = this.#events.length - (this.holding ? MAX_HELD : MAX_EVENTS);
      this.#events = this.#events.slice(gone);
      this.#droppedHere += gone;
    }
    for (const listener of this.#listeners) listener(event);
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.version.value++;
    });
  }

  /** Forgets all: another run has begun. */
  clear(): void {
    this.#events = [];
    this.#lastId = 0;
    this.#droppedHere = 0;
    this.#runs++;
    this.version.value++;
  }

  /** Hears of each event as it comes, for what counts or indexes them. @returns ends that */
  listen(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
