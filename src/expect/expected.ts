import type { Pattern } from './patterns.ts';

/** What is expected of a run. */
export interface Expected {
  /** They must all come, in this order. */
  readonly expect: readonly Pattern[];
  /** None of them may come. */
  readonly fail: readonly Pattern[];
  /** A limit for the whole run, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** The program that is run, as it was typed. */
  readonly command: string | undefined;
}
