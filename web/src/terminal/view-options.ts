import { signal } from '@preact/signals';
import { events } from '../state/events.ts';

/** Whether the screen has the time before each line. */
export const showsTimes = signal(false);
/** Whether the screen shows line ends as signs, and empty lines too. */
export const showsEnds = signal(false);
/** The id of the last event that the screen was cleared of. */
export const clearedUpTo = signal(0);

/** Clears the screen; the timeline keeps all of it. */
export function clearScreen(): void {
  clearedUpTo.value = events.lastId;
}
