import { signal } from '@preact/signals';
import { at, RequestError, request } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { type ProgramText, shownText } from '../texts/messages.ts';

/** Where a fault acts: a module, by its name, or the embedded broker. */
export type FaultPlace = { readonly module: string } | 'broker';

/** A fault that is on. */
export interface FaultOn {
  readonly id: number;
  readonly fault: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly active: boolean;
  readonly acted: number;
  readonly beginsInMs?: number;
  readonly endsInMs?: number;
  readonly place: FaultPlace;
}

/** Milliseconds between two questions. */
const ASK_MS = 1000;

/** Those of the module that is shown and of the embedded broker. */
export const faultsOn = signal<readonly FaultOn[]>([]);
/** Whether there is an embedded broker. */
export const hasBroker = signal(false);
/** Why the last switching came to nothing. */
export const problem = signal<ProgramText | undefined>(undefined);

/** Asks as long as the panel is shown. @returns ends it */
export function followFaults(): () => void {
  const timer = setInterval(() => void refresh(), ASK_MS);
  void refresh();
  return () => clearInterval(timer);
}

/** Switches a fault on. @param given its parameters, as they were typed @returns whether it is on */
export function switchOn(
  place: FaultPlace,
  fault: string,
  given: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  return act(() => request(pathOf(place), { method: 'POST', body: { fault, ...given } }));
}

/** Switches off the one of this id. */
export function switchOff({ place, id }: Pick<FaultOn, 'place' | 'id'>): Promise<boolean> {
  return act(() => request(`${pathOf(place)}/${id}`, { method: 'DELETE' }));
}

/** Switches off all of a name. */
export function switchOffAll(place: FaultPlace, fault: string): Promise<boolean> {
  return act(() => request(`${pathOf(place)}?fault=${encodeURIComponent(fault)}`, { method: 'DELETE' }));
}

/** Switches off all there are. */
export function clearFaults(): Promise<boolean> {
  const places = new Set(faultsOn.value.map(({ place }) => pathOf(place)));
  return act(() => Promise.all([...places].map((path) => request(path, { method: 'DELETE' }))));
}

/** What is wrong with the last switching, in the language of the page. */
export function shownProblem(): string | undefined {
  return problem.value && shownText(problem.value);
}

async function act(run: () => Promise<unknown>): Promise<boolean> {
  problem.value = undefined;
  let done = true;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    problem.value = { text: error.message, key: error.key, params: error.parameters };
    done = false;
  }
  await refresh();
  return done;
}

async function refresh(): Promise<void> {
  if (document.hidden) return;
  const name = module.value?.name;
  const [ofModule, ofBroker] = await Promise.all([
    name === undefined ? undefined : ask({ module: name }),
    ask('broker'),
  ]);
  hasBroker.value = ofBroker !== undefined;
  faultsOn.value = [...(ofModule ?? []), ...(ofBroker ?? [])];
}

/** Undefined: there is no such place. */
async function ask(place: FaultPlace): Promise<FaultOn[] | undefined> {
  try {
    const { faults } = await request<{ faults: Omit<FaultOn, 'place'>[] }>(pathOf(place));
    return faults.map((fault) => ({ ...fault, place }));
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

function pathOf(place: FaultPlace): string {
  return place === 'broker' ? '/broker/faults' : at`/modules/${place.module}/faults`;
}
