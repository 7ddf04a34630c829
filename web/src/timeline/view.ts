import { computed, effect, signal, untracked } from '@preact/signals';
import { events } from '../state/events.ts';
import { chosenModule, module, modules } from '../state/modules.ts';
import { language } from '../texts/language.ts';
import { ALL, type Filter, type Search } from './filter.ts';
import type { Row } from './row.ts';
import { showRow } from './show-row.ts';
import { Timeline } from './timeline.ts';

/** Milliseconds of a frame that go into taking in what has come. */
const BUDGET_MS = 6;
/** Milliseconds between two pictures while much comes: nobody reads faster. */
const PICTURE_MS = 30;

/** Milliseconds that the jump to a match waits for what is not searched yet. */
const MATCH_MS = 200;

/** What the panel shows; it stays while another panel is shown. */
export const timeline = new Timeline(events, showRow);

/** The id of the last row when the view was paused; undefined: it goes on. */
export const pausedAt = signal<number | undefined>(undefined);
/** Whether the view moves with what comes. */
export const following = signal(true);
/** The id of the row that is selected; 0: none. */
export const selected = signal(0);
/** Whether what is known of the selected row is shown beside. */
export const opened = signal(false);
/** What times are counted from. */
export const elapsedSince = signal<'previous' | 'first' | 'selected'>('previous');
/** The id of a row that shall come into view, once it is among those that are shown. */
export const wanted = signal(0);
/** The id of an event that the address asks for, and that may be yet to come; 0: none. */
const asked = signal(0);
/** The id of an event that was asked for and is not here. */
export const missing = signal<number | undefined>(undefined);

/** How many rows are shown. */
export const visible = computed(() => {
  timeline.version.value;
  return pausedAt.value === undefined ? timeline.shown.length : timeline.countUpTo(pausedAt.value);
});

let frame: number | undefined;
let drawnAt = 0;

/** Takes in what is there, this frame and the following ones. */
function advance(): void {
  frame = undefined;
  const now = performance.now();
  if (now - drawnAt < PICTURE_MS) return advanceLater();
  drawnAt = now;
  if (!timeline.advance(BUDGET_MS)) advanceLater();
}

function advanceLater(): void {
  frame ??= requestAnimationFrame(advance);
}

effect(() => {
  events.version.value;
  // Its frame is this one.
  if (frame === undefined) advance();
});

effect(() => {
  const name = modules.value.length > 1 ? module.value?.name : undefined;
  if (timeline.filter.module !== name) choose({ ...timeline.filter, module: name });
});

effect(() => {
  language.value;
  // What is looked for stands in the texts of the language.
  if (timeline.search.text !== '') find(timeline.search);
});

effect(() => {
  timeline.version.value;
  const id = asked.value;
  // While the page loads, an event of its address is on its way.
  if (id === 0 || (timeline.row(id) === undefined && timeline.lastRead < id)) return;
  asked.value = 0;
  untracked(() => jump(id));
});

/** Selects the row of an event once it is here. */
export function ask(id: number): void {
  asked.value = id;
}

/** Shows others from now on; what is selected stays in view. */
export function choose(filter: Filter): void {
  timeline.choose(filter);
  if (!following.peek()) wanted.value = selected.peek();
  advanceLater();
}

export function find(search: Search): void {
  timeline.find(search);
  if (!following.peek()) wanted.value = selected.peek();
  advanceLater();
}

/** Shows everything of the module. */
export function showAll(): void {
  timeline.find({ ...timeline.search, only: false });
  choose({ ...ALL, module: timeline.filter.module });
}

export function pause(): void {
  pausedAt.value = timeline.shown.at(-1)?.id ?? 0;
  events.holding = true;
}

export function resume(): void {
  pausedAt.value = undefined;
  events.holding = false;
}

/** Goes to the end, and moves with what comes. */
export function follow(): void {
  resume();
  following.value = true;
}

/** Selects a row. */
export function select(row: Row): void {
  following.value = false;
  selected.value = row.id;
  missing.value = undefined;
  wanted.value = row.id;
  // No step back in the history: that leads to the panel before.
  history.replaceState(null, '', `#/timeline?event=${Math.floor(row.id)}`);
}

/** Selects the row of an event and shows what is known of it; shows all rows where it is among the hidden ones. */
export function jump(id: number): void {
  const row = timeline.row(id);
  if (row === undefined) {
    missing.value = id;
    return;
  }
  if (pausedAt.peek() !== undefined && row.id > (pausedAt.peek() ?? 0)) pause();
  if (timeline.filter.module !== undefined && row.module !== undefined) chosenModule.value = row.module;
  select(row);
  opened.value = true;
  if (timeline.indexOf(row.id) < 0) showAll();
}

/** Selects the next row, or the one before, that has what is looked for. */
export function jumpToMatch(step: 1 | -1): void {
  // Who types and presses Enter at once means what was typed.
  timeline.advance(MATCH_MS);
  const { matches } = timeline;
  const from = selected.peek();
  const at = step === 1 ? matches.find((id) => id > from) : matches.findLast((id) => id < from || from === 0);
  const id = at ?? matches.at(step === 1 ? 0 : -1);
  const row = id === undefined ? undefined : timeline.row(id);
  if (row !== undefined) select(row);
}
