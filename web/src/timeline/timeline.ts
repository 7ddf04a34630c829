import { signal } from '@preact/signals';
import type { NumberedEvent } from '../api/numbered-event.ts';
import type { EventStore } from '../state/event-store.ts';
import { ALL, type Filter, matcher, NOTHING, passes, type Search } from './filter.ts';
import { Linker } from './linker.ts';
import type { Row } from './row.ts';

/** Rows between two looks at the clock. */
const SLICE = 64;

/** Tells what a row shows, for the search. */
export type ShowRow = (row: Row) => string;

/**
 * The rows of the events, those of them that are shown, and where what is looked for is. Grows by what has come, in slices:
 * neither many events at once nor another filter over all of them holds a frame up.
 */
export class Timeline {
  /** Goes up when anything here has changed. */
  readonly version = signal(0);
  readonly #store: EventStore;
  readonly #show: ShowRow;
  #linker = new Linker();
  #rows: Row[] = [];
  #shown: Row[] = [];
  #matches: number[] = [];
  /** Events that were read, counted from the first of the run. */
  #read = 0;
  /** Rows that the filter has seen. */
  #filtered = 0;
  /** Rows of `shown` that were searched. */
  #searched = 0;
  #letGo = 0;
  #runs: number;
  #filter: Filter = ALL;
  #search: Search = NOTHING;
  #finds: ((shown: string) => boolean) | undefined;

  constructor(store: EventStore, show: ShowRow) {
    this.#store = store;
    this.#show = show;
    this.#runs = store.runs;
  }

  /** Those that are shown, the earliest first. Not to be kept: it is another list after more have come. */
  get shown(): readonly Row[] {
    return this.#shown;
  }

  /** Ids of rows that have what is looked for, in their order. */
  get matches(): readonly number[] {
    return this.#matches;
  }

  /** How many of `shown` were let go of at its beginning since it was made: the others have moved up by so many. */
  get letGo(): number {
    return this.#letGo;
  }

  /** How many rows there are, shown or not. */
  get size(): number {
    return this.#rows.length;
  }

  /** The id of the last event that was read. */
  get lastRead(): number {
    const { events, forgotten } = this.#store;
    return events[this.#read - forgotten - 1]?.id ?? 0;
  }

  get filter(): Filter {
    return this.#filter;
  }

  get search(): Search {
    return this.#search;
  }

  /** A row, shown or not; undefined once it is kept no more. An event that is part of another row stands for that one. */
  row(id: number): Row | undefined {
    const row = this.#rows[lastUpTo(this.#rows, id)];
    return row !== undefined && (row.id === id || id - row.id <= 1) ? row : undefined;
  }

  /** Where a row is among those that are shown; -1: nowhere. */
  indexOf(id: number): number {
    const index = lastUpTo(this.#shown, id);
    return this.#shown[index]?.id === id ? index : -1;
  }

  /** Rows from one to another, both included, whether shown or not; none where they are too many to look at. */
  between(from: number, to: number, max: number): readonly Row[] {
    const [first, end] = [Math.max(0, lastUpTo(this.#rows, from)), lastUpTo(this.#rows, to) + 1];
    return end - first > max ? [] : this.#rows.slice(first, end);
  }

  /** Shows others from now on. */
  choose(filter: Filter): void {
    this.#filter = filter;
    this.#restart();
  }

  /** Looks for something else from now on. */
  find(search: Search): void {
    const stays = !search.only && !this.#search.only;
    this.#search = search;
    this.#finds = matcher(search);
    if (stays) this.#searchAnew();
    else this.#restart();
  }

  #restart(): void {
    this.#shown = [];
    this.#filtered = 0;
    this.#letGo = 0;
    this.#searchAnew();
  }

  #searchAnew(): void {
    this.#matches = [];
    this.#searched = 0;
    this.version.value = this.version.peek() + 1;
  }

  /** How many of those that are shown were there when this one was the last. */
  countUpTo(id: number): number {
    return lastUpTo(this.#shown, id) + 1;
  }

  /**
   * Takes in what has come.
   * @param budgetMs milliseconds after which the rest is left to the next call
   * @returns whether nothing is left
   */
  advance(budgetMs: number): boolean {
    const until = performance.now() + budgetMs;
    if (this.#store.runs !== this.#runs) this.#begin();
    this.#letGoOfOld();
    const done = this.#link(until) && this.#choose(until) && this.#look(until);
    this.version.value = this.version.peek() + 1;
    return done;
  }

  #begin(): void {
    this.#runs = this.#store.runs;
    this.#linker = new Linker();
    this.#rows = [];
    this.#read = 0;
    this.#restart();
  }

  #letGoOfOld(): void {
    const first = this.#store.events[0]?.id ?? 0;
    if (this.#rows[0] === undefined || this.#rows[0].id >= first) return;
    const gone = lastUpTo(this.#rows, first - 1) + 1;
    this.#rows = this.#rows.slice(gone);
    this.#filtered = Math.max(0, this.#filtered - gone);
    const unshown = lastUpTo(this.#shown, first - 1) + 1;
    this.#shown = this.#shown.slice(unshown);
    this.#searched = Math.max(0, this.#searched - unshown);
    this.#letGo += unshown;
    this.#matches = this.#matches.filter((id) => id >= first);
  }

  #link(until: number): boolean {
    const { events, forgotten } = this.#store;
    const at = sliced(Math.max(0, this.#read - forgotten), events.length, until, (place) => {
      const row = this.#linker.add(events[place] as NumberedEvent);
      if (row !== undefined) this.#rows.push(row);
    });
    this.#read = forgotten + at;
    return at === events.length;
  }

  #choose(until: number): boolean {
    const only = this.#search.only ? this.#finds : undefined;
    const rows = this.#rows;
    this.#filtered = sliced(this.#filtered, rows.length, until, (at) => {
      const row = rows[at] as Row;
      if (passes(row, this.#filter) && only?.(this.#show(row)) !== false) this.#shown.push(row);
    });
    return this.#filtered === rows.length;
  }

  #look(until: number): boolean {
    const finds = this.#finds;
    const rows = this.#shown;
    if (finds === undefined) this.#searched = rows.length;
    else
      this.#searched = sliced(this.#searched, rows.length, until, (at) => {
        const row = rows[at] as Row;
        if (this.#search.only || finds(this.#show(row))) this.#matches.push(row.id);
      });
    return this.#searched === rows.length;
  }
}

/** Does something for each place, until the time is up. @returns where to go on */
function sliced(from: number, to: number, until: number, run: (at: number) => void): number {
  for (let at = from; at < to; at++) {
    if ((at - from) % SLICE === SLICE - 1 && performance.now() > until) return at;
    run(at);
  }
  return to;
}

/** The index of the last row up to an id; -1: none. */
function lastUpTo(rows: readonly Row[], id: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.id ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
