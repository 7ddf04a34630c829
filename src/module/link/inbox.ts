import { type Received, receivedHead, receivedLines } from './received.ts';

type WriteLines = (lines: Buffer, delivered?: () => void) => void;

/**
 * Received messages on their way to the hosts. Those that come behind an answer which a command waits for are
 * kept until the command's reply is out, so that hosts see `OK` first.
 */
export class Inbox {
  readonly #head: Buffer;
  readonly #bufferBytes: number;
  readonly #write: WriteLines;
  /** Undefined: messages pass. */
  #held: { readonly lines: Buffer; readonly delivered: (() => void) | undefined }[] | undefined;

  /** @param bufferBytes size of the receive buffer, by which long messages are split */
  constructor(link: number, bufferBytes: number, write: WriteLines) {
    this.#head = receivedHead(link);
    this.#bufferBytes = bufferBytes;
    this.#write = write;
  }

  /** Takes a message; its bytes are copied. @param delivered is called once hosts have it */
  received(message: Received, delivered?: () => void): void {
    const lines = receivedLines(this.#head, message, this.#bufferBytes);
    if (this.#held === undefined) this.#write(lines, delivered);
    else this.#held.push({ lines, delivered });
  }

  /** A reply is about to be made: messages wait for `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** The reply is out. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const { lines, delivered } of held ?? []) this.#write(lines, delivered);
  }

  /** Forgets what is held, as a restart does. */
  clear(): void {
    this.#held = undefined;
  }
}
