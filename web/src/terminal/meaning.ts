import { signal } from '@preact/signals';
import type { ControlEvent } from '#control/events/events';
import type { NumberedEvent } from '../api/numbered-event.ts';
import { events } from '../state/events.ts';
import type { CommandSet, UrcRow } from './commands.ts';

type CommandEvent = Extract<ControlEvent, { event: 'command' }>;
type UrcEvent = Extract<ControlEvent, { event: 'message' }>;

/** Something of the terminal that has a meaning, with its place in the timeline. */
export interface Entry {
  readonly id: number;
  readonly event: CommandEvent | UrcEvent;
}

/** So many are shown; the timeline has all. */
const MAX_ENTRIES = 40;

/** Milliseconds in which entries are joined: nobody reads faster. */
const JOIN_MS = 100;

/** What a command came to. */
export type Outcome = 'ok' | 'error' | 'busy' | 'prompt';

/** How a command was answered. */
export function outcomeOf({
  ok,
  reply,
  dataBytes,
}: Pick<CommandEvent, 'ok' | 'reply' | 'dataBytes'>): Outcome {
  if (/^\s*busy [ps]\.\.\./m.test(reply)) return 'busy';
  if (!ok) return 'error';
  return dataBytes === undefined && reply.trimEnd().endsWith('>') ? 'prompt' : 'ok';
}

/** The row of a line that the module wrote by itself. */
export function urcOf(set: CommandSet | undefined, line: string): UrcRow | undefined {
  let found: UrcRow | undefined;
  let length = 0;
  for (const urc of set?.urcs ?? []) {
    const [fixed = ''] = urc.shape.split(/[<[]/);
    if (fixed.length <= length || !line.startsWith(fixed)) continue;
    found = urc;
    length = fixed.length;
  }
  return found;
}

/** The last entries of the module that is shown, the last one first. */
export const entries = signal<readonly Entry[]>([]);

/** Keeps them those of a module. @returns ends that */
export function followMeanings(name: string): () => void {
  let kept: Entry[] = [];
  for (let index = events.events.length - 1; index >= 0 && kept.length < MAX_ENTRIES; index--) {
    const entry = entryOf(events.events[index], name);
    if (entry !== undefined) kept.push(entry);
  }
  entries.value = kept;
  let due: ReturnType<typeof setTimeout> | undefined;
  const end = events.listen((numbered) => {
    const entry = entryOf(numbered, name);
    if (entry === undefined) return;
    kept = [entry, ...kept.filter((each) => !isBegun(each, entry))].slice(0, MAX_ENTRIES);
    due ??= setTimeout(() => {
      due = undefined;
      entries.value = kept;
    }, JOIN_MS);
  });
  return () => {
    end();
    clearTimeout(due);
  };
}

function entryOf(numbered: NumberedEvent | undefined, name: string): Entry | undefined {
  const event = numbered?.event;
  const told = event?.event === 'command' || event?.event === 'message';
  return told && event.module === name ? { id: numbered?.id ?? 0, event } : undefined;
}

/** Whether one is the prompt of a command whose data another one tells of. */
function isBegun(begun: Entry, { event }: Entry): boolean {
  return (
    event.event === 'command' &&
    event.dataBytes !== undefined &&
    begun.event.event === 'command' &&
    begun.event.line === event.line &&
    outcomeOf(begun.event) === 'prompt'
  );
}
