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

/** A program that is run as the host of an exec port. */
export interface PortProgram {
  readonly module: string;
  readonly command: string;
}

/** The programs of the exec ports of a run. */
export interface PortPrograms {
  readonly programs: readonly PortProgram[];
  /** There are no other ports, so that the run is over when they are. */
  readonly alone: boolean;
}
