import type { Side } from '#recording/format';

const LF = 0x0a;
const PROMPT = 0x3e;
/** A line is cut there. */
const MAX_LINE_BYTES = 8192;
/** Milliseconds of silence behind which what has no line end is shown without one: a prompt soon, what a person types later. */
const SILENCE_MS: Readonly<Record<Side, number>> = { module: 100, host: 2000 };

/** Makes lines of the pieces in which bytes of a side come. */
export class LineCutter {
  readonly #side: Side;
  readonly #line: (bytes: Uint8Array) => void;
  #open: number[] = [];
  #due: ReturnType<typeof setTimeout> | undefined;

  /** @param line is given each with its end, where it has one */
  constructor(side: Side, line: (bytes: Uint8Array) => void) {
    this.#side = side;
    this.#line = line;
  }

  feed(bytes: Uint8Array): void {
    clearTimeout(this.#due);
    for (const byte of bytes) {
      this.#open.push(byte);
      const prompt = byte === PROMPT && this.#side === 'module' && this.#open.length === 1;
      if (prompt || byte === LF || this.#open.length >= MAX_LINE_BYTES) this.flush();
    }
    if (this.#open.length > 0) this.#due = setTimeout(() => this.flush(), SILENCE_MS[this.#side]);
  }

  /** Gives out what is not whole. */
  flush(): void {
    clearTimeout(this.#due);
    const { length } = this.#open;
    if (length === 0) return;
    const bytes = Uint8Array.from(this.#open);
    this.#open = [];
    this.#line(bytes);
  }
}
