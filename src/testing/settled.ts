/** After so many turns of the event loop nothing follows any more by itself. */
const TURNS = 3;

/**
 * Resolves when everything has happened that follows at once from what was done, such as moving a clock; what waits for
 * a clock or for the network does not follow at once.
 */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
