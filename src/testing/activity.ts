import { nextTurn } from './settled.ts';

/** So many turns of the event loop without anything happening, and nothing follows any more by itself. */
const QUIET_TURNS = 8;
/** Who never rests, such as a host that asks again each turn, is not waited for any longer. */
const MAX_TURNS = 20_000;

/** Counts what happens between hosts, module and broker within this process, to know when nothing does any more. */
export class Activity {
  #count = 0;

  /** Something has happened. */
  readonly note = (): void => {
    this.#count++;
  };

  /** Resolves when nothing happens any more that does not wait for a clock or for the network. */
  async quiet(): Promise<void> {
    let seen = this.#count;
    let quiet = 0;
    for (let turns = 0; turns < MAX_TURNS && quiet < QUIET_TURNS; turns++) {
      await nextTurn();
      quiet = seen === this.#count ? quiet + 1 : 0;
      seen = this.#count;
    }
  }
}
