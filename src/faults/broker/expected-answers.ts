/**
 * What becomes of answers that are awaited, by packet identifier. Where one identifier is used again before its answer
 * came, answers come in the order of what they answer.
 */
export class ExpectedAnswers<T> {
  readonly #fates = new Map<number, (T | undefined)[]>();

  /** An answer will come. @param fate what is done to it; undefined: nothing */
  expect(id: number, fate?: T): void {
    const fates = this.#fates.get(id);
    if (fates !== undefined) fates.push(fate);
    else if (fate !== undefined) this.#fates.set(id, [fate]);
  }

  /** An answer came. @returns what is done to it */
  take(id: number): T | undefined {
    const fates = this.#fates.get(id);
    const fate = fates?.shift();
    if (fates?.length === 0) this.#fates.delete(id);
    return fate;
  }

  /** No answer of before will come any more. */
  forget(id: number): void {
    this.#fates.delete(id);
  }
}
