import type { TrafficEvent } from '#at/session/observer';
import { escapeCharacters } from './escape.ts';

/** Lines kept for the report. */
const KEPT_LINES = 200;
const LINE_CHARACTERS = 1000;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** The last lines of the traffic, fit for showing: secrets masked, control characters as `\xNN`. */
export class TrafficLog {
  readonly #lines: string[] = [];

  /** Adds a piece. @returns its lines */
  add(module: string, { host, shown }: TrafficEvent): readonly string[] {
    const speaker = host === undefined ? `${module} <` : `${host} >`;
    const lines = shown
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => `${speaker} ${visible(line)}`);
    this.#lines.push(...lines.slice(-KEPT_LINES));
    this.#lines.splice(0, this.#lines.length - KEPT_LINES);
    return lines;
  }

  /** The last lines, the oldest first. */
  last(count: number): readonly string[] {
    return this.#lines.slice(-count);
  }

  /** All that is kept. */
  get lines(): readonly string[] {
    return this.#lines;
  }
}

function visible(line: string): string {
  const plain = escapeCharacters(line, UNPRINTABLE);
  return plain.length > LINE_CHARACTERS ? `${plain.slice(0, LINE_CHARACTERS)}…` : plain;
}
