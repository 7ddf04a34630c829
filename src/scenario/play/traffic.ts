import type { Timers } from '#time/timers';
import { toNotation } from '../notation.ts';

/** Lines kept for a report. */
const KEPT_LINES = 400;
const LINE_CHARACTERS = 1000;

/** What went over the line between host and module, for showing. */
export class Traffic {
  readonly #timers: Timers;
  readonly #startedAt: number;
  readonly #lines: string[] = [];
  /** The beginning of a line whose end has not come. */
  #open: { readonly direction: string; readonly shown: string } | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
    this.#startedAt = timers.now();
  }

  /** @param shown as it may be shown; a line end ends a line */
  add(direction: '>' | '<' | '·', shown: string | Buffer): void {
    const text = typeof shown === 'string' ? shown : toNotation(shown).replaceAll('⏎', '\r\n');
    const [first = '', ...rest] = text.split('\r\n');
    const goesOn = this.#open?.direction === direction;
    if (!goesOn) this.#end();
    const open = goesOn ? (this.#open?.shown ?? '') : '';
    const lines = [open + first, ...rest];
    this.#open = { direction, shown: lines.pop() ?? '' };
    for (const line of lines) this.#put(direction, line);
  }

  /** The last lines, the oldest first. */
  last(count: number): readonly string[] {
    this.#end();
    return this.#lines.slice(-count);
  }

  /** All that is kept. */
  get lines(): readonly string[] {
    return this.last(KEPT_LINES);
  }

  #end(): void {
    if (this.#open === undefined) return;
    const { direction, shown } = this.#open;
    this.#open = undefined;
    this.#put(direction, shown);
  }

  #put(direction: string, line: string): void {
    if (line === '') return;
    const seconds = ((this.#timers.now() - this.#startedAt) / 1000).toFixed(3).padStart(8);
    const shown = line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line;
    this.#lines.push(`${seconds} ${direction} ${shown}`);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}
