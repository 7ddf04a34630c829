import { computed, signal } from '@preact/signals';
import { events } from '../state/events.ts';
import { moduleName } from '../state/modules.ts';
import type { ScreenSource } from './screen.tsx';
import type { Traffic } from './screen-text.ts';

/** The id of the last event that the screen was cleared of. */
const clearedUpTo = signal(0);

/** Clears the screen; the timeline keeps all of it. */
export function clearScreen(): void {
  clearedUpTo.value = events.lastId;
}

/** What goes over the UART of the module that is shown. */
export const moduleScreen = computed<ScreenSource | undefined>(() => {
  const name = moduleName.value;
  return name === undefined ? undefined : screenOf(name, clearedUpTo.value);
});

function screenOf(name: string, from: number): ScreenSource {
  return {
    last(max) {
      const found: Traffic[] = [];
      for (let index = events.events.length - 1; index >= 0 && found.length < max; index--) {
        const { id = 0, event } = events.events[index] ?? {};
        if (id <= from) break;
        if (event?.event === 'traffic' && event.module === name) found.push(event);
      }
      return found.reverse();
    },
    listen: (hear) =>
      events.listen(({ event }) => {
        if (event.event === 'traffic' && event.module === name) hear(event);
      }),
  };
}
