import type { FindText, Span } from './find-text.ts';
import type { ModuleOutput, OutputToken } from './module-output.ts';

const END = Number.POSITIVE_INFINITY;

/**
 * What of a module's output some steps have not taken yet. A received message waits for who asks for it, however much
 * else was read meanwhile; everything else is over when something behind it was read.
 */
export class Inbox {
  readonly #output: ModuleOutput;
  /** In their order; the last one has no end. */
  #unread: readonly Span[];

  constructor(output: ModuleOutput, unread: readonly Span[] = [{ from: output.length, to: END }]) {
    this.#output = output;
    this.#unread = unread;
  }

  /** The same for steps that are done side by side with others. */
  fork(): Inbox {
    return new Inbox(this.#output, this.#unread);
  }

  /** Those steps are done: what none of them took is left. */
  join(branches: readonly Inbox[]): void {
    this.#unread = branches.map((branch) => branch.#unread).reduce(intersection);
  }

  /** What is unread is over, but for messages; all from an offset on is new. */
  skipTo(offset: number): void {
    // What was taken behind it stays taken: a host under test may be ahead of its steps.
    this.#unread = intersection(this.#unread, [...this.#messagesBefore(offset), { from: offset, to: END }]);
  }

  /** Takes a token out. */
  take({ from, to }: OutputToken): void {
    this.#unread = this.#unread
      .flatMap((span) => [
        ...(span.from < from ? [{ from: span.from, to: Math.min(span.to, from) }] : []),
        ...(span.to > to ? [{ from: Math.max(span.from, to), to: span.to }] : []),
      ])
      .filter((span) => span.from < span.to);
  }

  /** The tokens that nobody has taken. */
  get tokens(): readonly OutputToken[] {
    const first = this.#unread[0]?.from ?? END;
    return this.#output
      .tokensFrom(first)
      .filter((token) => this.#unread.some(({ from, to }) => from <= token.from && token.to <= to));
  }

  /** The bytes that nobody has taken. */
  get bytes(): Buffer {
    return Buffer.concat(this.#unread.map(({ from, to }) => this.#output.slice(from, to)));
  }

  /** Takes everything up to the end of what `find` finds. @returns whether it has found it */
  takeThrough(find: FindText): boolean {
    const found = find(this.bytes);
    if (found === undefined) return false;
    const from = this.#offsetOf(found.from);
    const to = found.to === found.from ? from : this.#offsetOf(found.to - 1) + 1;
    const inMessage = this.tokens.some(
      (token) => token.kind === 'message' && token.from < to && from < token.to,
    );
    const before = inMessage ? [] : this.#messagesBefore(from);
    const rest = this.#unread.filter((span) => span.to > to);
    this.#unread = [...before, ...rest.map((span) => ({ from: Math.max(span.from, to), to: span.to }))];
    return true;
  }

  #messagesBefore(offset: number): Span[] {
    const spans: { from: number; to: number }[] = [];
    for (const { kind, from, to } of this.tokens) {
      if (kind !== 'message' || to > offset) continue;
      const last = spans.at(-1);
      // Those that came in a row are one.
      if (last?.to === from) last.to = to;
      else spans.push({ from, to });
    }
    return spans;
  }

  /** Where a byte of `bytes` is in the output. */
  #offsetOf(index: number): number {
    let left = index;
    for (const { from, to } of this.#unread) {
      const size = Math.min(to, this.#output.length) - from;
      if (left < size) return from + left;
      left -= size;
    }
    return this.#output.length + left;
  }
}

function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  return a
    .flatMap((one) =>
      b.map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
    )
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from);
}
