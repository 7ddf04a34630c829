import { english, type Language } from '#messages/language';
import type { Message } from '#messages/message';
import type { Timers } from '#time/timers';
import { toNotation } from '../notation.ts';

/** Lines kept for a report. */
const KEPT_LINES = 400;
const LINE_CHARACTERS = 1000;

/** What is said between the lines, which becomes text where somebody reads it. */
interface Said {
  readonly before: string;
  readonly said: Message;
}

/** What went over the line between host and module, for showing. */
export class Traffic {
  readonly #timers: Timers;
  readonly #startedAt: number;
  readonly #lines: (string | Said)[] = [];
  /** The beginning of a line whose end has not come. */
  #open: { readonly direction: string; readonly shown: string } | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
    this.#startedAt = timers.now();
  }

  /** @param shown as it may be shown; a line end ends a line */
  add(direction: '>' | '<', shown: string | Buffer): void {
    const text = typeof shown === 'string' ? shown : toNotation(shown).replaceAll('⏎', '\r\n');
    const [first = '', ...rest] = text.split('\r\n');
    const goesOn = this.#open?.direction === direction;
    if (!goesOn) this.#end();
    const open = goesOn ? (this.#open?.shown ?? '') : '';
    const lines = [open + first, ...rest];
    this.#open = { direction, shown: lines.pop() ?? '' };
    for (const line of lines) this.#put(direction, line);
  }

  /** Adds what explains the lines. */
  explain(said: Message): void {
    this.#end();
    this.#keep({ before: this.#begin('·'), said });
  }

  /** The last lines, the oldest first. */
  last(count: number, { textOf } = english): readonly string[] {
    this.#end();
    return this.#lines
      .slice(-count)
      .map((line) => (typeof line === 'string' ? line : line.before + cut(textOf(line.said))));
  }

  /** All that is kept. */
  lines(language: Language = english): readonly string[] {
    return this.last(KEPT_LINES, language);
  }

  #end(): void {
    if (this.#open === undefined) return;
    const { direction, shown } = this.#open;
    this.#open = undefined;
    this.#put(direction, shown);
  }

  #put(direction: string, line: string): void {
    if (line === '') return;
    this.#keep(this.#begin(direction) + cut(line));
  }

  #begin(direction: string): string {
    const seconds = ((this.#timers.now() - this.#startedAt) / 1000).toFixed(3).padStart(8);
    return `${seconds} ${direction} `;
  }

  #keep(line: string | Said): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}

function cut(line: string): string {
  return line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line;
}
