import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ControlEvent } from '#control/events/events';
import { RequestError } from '../api/request.ts';
import { connection } from '../state/connection.ts';
import { events } from '../state/events.ts';
import { moduleName } from '../state/modules.ts';
import { shownError } from './act.ts';

/** Milliseconds in which changes are joined to one question. */
const JOIN_MS = 250;

/** Something of the module that is shown, asked for anew when it may have changed. */
export interface Fresh<T> {
  readonly value: ReadonlySignal<T | undefined>;
  /** Why it is not to be had. */
  readonly refused: ReadonlySignal<string | undefined>;
  /** Asks now. */
  refresh(): void;
  /** Keeps it fresh. @returns ends that */
  follow(): () => void;
}

/**
 * @param ask for a module of that name
 * @param changing whether it may be another behind an event of the module
 */
export function fresh<T>(
  ask: (name: string) => Promise<T>,
  changing: (event: ControlEvent) => boolean,
): Fresh<T> {
  const value = signal<T | undefined>(undefined);
  const refused = signal<string | undefined>(undefined);
  let shownName: string | undefined;
  let asked = 0;
  let due: ReturnType<typeof setTimeout> | undefined;

  const refresh = (): void => {
    const name = shownName;
    if (name === undefined) return;
    const mine = ++asked;
    ask(name).then(
      (answer) => {
        if (mine !== asked) return;
        value.value = answer;
        refused.value = undefined;
      },
      (error: unknown) => {
        if (mine === asked && error instanceof RequestError) refused.value = shownError(error);
      },
    );
  };
  return {
    value,
    refused,
    refresh,
    follow() {
      const endAsking = effect(() => {
        const name = moduleName.value;
        if (connection.value !== 'connected') return;
        if (name !== shownName) value.value = undefined;
        shownName = name;
        refresh();
      });
      const endListening = events.listen(({ event }) => {
        const of = 'module' in event ? event.module : undefined;
        if (of !== shownName || due !== undefined || !changing(event)) return;
        due = setTimeout(() => {
          due = undefined;
          refresh();
        }, JOIN_MS);
      });
      return () => {
        endAsking();
        endListening();
        clearTimeout(due);
        due = undefined;
      };
    },
  };
}
