/** How a run came out. */
export interface Verdict {
  /** The exit code; 0: all is well. */
  readonly code: number;
  /** Why it is not 0. */
  readonly why?: string;
  /** The last lines of the conversation, where they say why. */
  readonly conversation?: readonly string[];
}

/** One thing that was judged, for the report. */
export interface Case {
  readonly name: string;
  /** How long it took. */
  readonly seconds: number;
  readonly failure?: string;
  /** Why it was not judged. */
  readonly skipped?: string;
}
