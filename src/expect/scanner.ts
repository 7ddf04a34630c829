import { type Pattern, WINDOW } from './patterns.ts';

/** What a scanner found: the next expectation, or a pattern that must not come. */
export type Finding = { readonly kind: 'expect' | 'fail'; readonly index: number };

/** Looks for patterns in traffic that comes piece by piece. It keeps no more of it than a match may span. */
export class Scanner {
  readonly #expect: readonly Pattern[];
  readonly #fail: readonly Pattern[];
  #text = '';
  #next = 0;
  /** Behind the last expectation that was met. */
  #from = 0;

  constructor(expect: readonly Pattern[], fail: readonly Pattern[]) {
    this.#expect = expect;
    this.#fail = fail;
  }

  /** Takes the next piece. @returns what is new; a pattern that must not come goes first and is the last finding */
  feed(piece: string): readonly Finding[] {
    const known = this.#text.length;
    this.#text += piece;
    const failed = this.#fail.findIndex((pattern) => pattern.find(this.#text, 0, known) !== undefined);
    if (failed !== -1) return [{ kind: 'fail', index: failed }];
    const findings = this.#meet(known);
    this.#trim();
    return findings;
  }

  #meet(known: number): readonly Finding[] {
    const findings: Finding[] = [];
    // The expectation that waited has seen all that came before; those after it have not.
    let searched = known;
    for (let next = this.#expect[this.#next]; next !== undefined; next = this.#expect[this.#next]) {
      const found = next.find(this.#text, this.#from, searched);
      if (found === undefined) break;
      findings.push({ kind: 'expect', index: this.#next++ });
      this.#from = found.to;
      searched = 0;
    }
    return findings;
  }

  #trim(): void {
    if (this.#text.length <= 2 * WINDOW) return;
    const min = this.#text.length - WINDOW;
    // At the start of a line, so that ^ goes on to mean it.
    const cut = this.#text.indexOf('\n', min - 1) + 1 || min;
    this.#text = this.#text.slice(cut);
    this.#from = Math.max(0, this.#from - cut);
  }
}
