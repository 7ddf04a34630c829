/** So many turns of the event loop without anything happening, and nothing follows any more by itself. */
const QUIET_TURNS = 8;

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
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (seen !== this.#count) turns = 0;
      seen = this.#count;
    }
  }
}
