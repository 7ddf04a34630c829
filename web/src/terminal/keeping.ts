import { type Signal, signal } from '@preact/signals';

const HISTORY_AS = 'atmqtt-history';
const FAVOURITES_AS = 'atmqtt-favourites';
/** Lines that are kept. */
const MAX_LINES = 500;

/** The lines that were typed, the last one last; those with a secret are here until the page is closed, and never stored. */
export const history = signal<readonly string[]>(read(HISTORY_AS));

/** Lines that are to be at hand. */
export const favourites = signal<readonly string[]>(read(FAVOURITES_AS));

/** Of the history, those that may be stored. */
const storable = new Set(history.value);

/** Takes a line up into the history; it is stored once it is known to hold no secret. */
export function remember(line: string): void {
  history.value = [...history.value.filter((each) => each !== line), line].slice(-MAX_LINES);
  storeHistory();
}

/** A line that the program shows as it is holds no secret. */
export function mayStore(line: string): void {
  storable.add(line);
  storeHistory();
}

/** Whether a line is known to hold no secret. */
export function isStorable(line: string): boolean {
  return storable.has(line);
}

/** Puts a line among the favourites, or takes it out. */
export function toggleFavourite(line: string): void {
  const { value } = favourites;
  favourites.value = value.includes(line) ? value.filter((each) => each !== line) : [...value, line];
  store(FAVOURITES_AS, favourites);
}

/** Forgets what was typed, but for the favourites. */
export function forgetHistory(): void {
  history.value = [];
  storable.clear();
  storeHistory();
}

function storeHistory(): void {
  localStorage.setItem(HISTORY_AS, JSON.stringify(history.value.filter((line) => storable.has(line))));
}

function store(as: string, lines: Signal<readonly string[]>): void {
  localStorage.setItem(as, JSON.stringify(lines.value));
}

function read(as: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(as) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}
