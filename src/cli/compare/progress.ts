import type { ProgressOfCases } from '#compare/compare-module';
import { message } from '#messages/message';
import type { Clock } from '#time/clock';
import { notedText } from '../language.ts';

/** Milliseconds from one line to the next: on a terminal, where it takes the place of the last, and elsewhere. */
const TERMINAL_MS = 250;
const ELSEWHERE_MS = 10_000;
const ERASE_LINE = '\r\x1b[K';

/** Where progress is shown. */
interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells how far a comparison is. */
export class CompareProgress {
  readonly #clock: Clock;
  readonly #output: ProgressOutput;
  #next: number;

  constructor(clock: Clock, output: ProgressOutput) {
    this.#clock = clock;
    this.#output = output;
    this.#next = clock.now() + this.#every;
  }

  /** Takes how far it is, and shows that now and then. */
  show(now: ProgressOfCases): void {
    if (this.#clock.now() < this.#next) return;
    this.#next = this.#clock.now() + this.#every;
    const line = notedText(message('compare.progress', now));
    this.#output.write(this.#output.isTTY === true ? ERASE_LINE + line : `${line}\n`);
  }

  /** Tells something else, on a line of its own. */
  aside(tell: () => void): void {
    this.stop();
    tell();
  }

  /** Clears the line; harmless when repeated. */
  stop(): void {
    if (this.#output.isTTY === true) this.#output.write(ERASE_LINE);
  }

  get #every(): number {
    return this.#output.isTTY === true ? TERMINAL_MS : ELSEWHERE_MS;
  }
}
