import { type Received, receivedHead, receivedLines } from './received.ts';

/**
 * Received messages on their way to the hosts. Those that come behind an answer which a command waits for are
 * kept until the command's reply is out, so that hosts see `OK` first.
 */
export class Inbox {
  readonly #head: Buffer;
  readonly #bufferBytes: number;
  readonly #write: (lines: Buffer) => void;
  /** Undefined: messages pass. */
  #held: Buffer[] | undefined;

  /** @param bufferBytes size of the receive buffer, by which long messages are split */
  constructor(link: number, bufferBytes: number, write: (lines: Buffer) => void) {
    this.#head = receivedHead(link);
    this.#bufferBytes = bufferBytes;
    this.#write = write;
  }

  /** Takes a message; its bytes are copied. */
  received(message: Received): void {
    const lines = receivedLines(this.#head, message, this.#bufferBytes);
    if (this.#held === undefined) this.#write(lines);
    else this.#held.push(lines);
  }

  /** A reply is about to be made: messages wait for `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** The reply is out. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const lines of held ?? []) this.#write(lines);
  }

  /** Forgets what is held, as a restart does. */
  clear(): void {
    this.#held = undefined;
  }
}
