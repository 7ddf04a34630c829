/** Lets one after the other have something. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does it when all that came before is done. */
  take<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
