import type { Message } from '#messages/message';

/** How a run came out. */
export interface Verdict {
  /** The exit code; 0: all is well. */
  readonly code: number;
  /** Why it is not 0. */
  readonly reason?: Message;
  /** The last lines of the traffic, where they say why. */
  readonly conversation?: readonly string[];
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code; 128 and the signal's number when one ended it. */
  readonly code: number;
  /** For a message that names the program: `exited with code 3`. */
  readonly how: Message;
}
