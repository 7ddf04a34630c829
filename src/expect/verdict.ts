import type { Message } from '#messages/message';

/** How a run came out. */
export interface Verdict {
  /** The exit code; 0: all is well. */
  readonly code: number;
  /** Why it is not 0. */
  readonly reason?: Message;
  /** The last lines of the traffic, or of what a program wrote to its standard error, where they say why. */
  readonly traffic?: readonly string[];
}
