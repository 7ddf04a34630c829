import { computed, signal } from '@preact/signals';
import type { z } from 'zod';
import type { moduleSchema } from '#control/schemas/modules';
import { request } from '../api/request.ts';
import { about } from './about.ts';
import { events } from './events.ts';

/** A module, as GET /modules tells it. */
export type Module = z.infer<typeof moduleSchema>;

/** All modules, in the order of the plan. */
export const modules = signal<readonly Module[]>([]);

/** The name of the one that panels show; the first, unless another was chosen. */
export const chosenModule = signal<string | undefined>(undefined);

/** The module that panels show; undefined before the first answer. */
export const module = computed<Module | undefined>(
  () => modules.value.find(({ name }) => name === chosenModule.value) ?? modules.value[0],
);

/** Its name: unlike itself, it does not change with each answer. */
export const moduleName = computed(() => module.value?.name);

/** Asks for all of them anew. */
export async function refreshModules(): Promise<void> {
  if (about.value?.serves !== 'run') return;
  const answer = await request<{ modules: Module[] }>('/modules').catch(() => undefined);
  if (answer !== undefined) modules.value = answer.modules;
}

/** Milliseconds in which changes are joined to one question. */
const JOIN_MS = 200;
/** Events behind which a module is not as it was. */
const CHANGING = new Set(['state', 'wifi', 'power', 'clock', 'fault']);

/** Asks anew whenever something has changed. */
export function keepModulesFresh(): void {
  let due = false;
  events.listen(({ event }) => {
    if (due || !CHANGING.has(event.event)) return;
    due = true;
    setTimeout(() => {
      due = false;
      void refreshModules();
    }, JOIN_MS);
  });
}
