/** After so many turns of the event loop nothing follows any more by itself. */
const TURNS = 3;

/** As it was when the kit was loaded: a test runner may put timers of its own in its place. */
const { setImmediate } = globalThis;

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Resolves when everything has happened that follows at once from what was done, such as moving a clock; what waits for
 * a clock or for the network does not follow at once.
 */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
