import { type Received, receivedHead, receivedLines } from './received.ts';
import type { LinkServices } from './services.ts';

/**
 * Received messages on their way to the hosts. Those that come behind an answer which a command waits for are
 * kept until the command's reply is out, so that hosts see `OK` first.
 */
export class Inbox {
  readonly #head: Buffer;
  readonly #bufferBytes: number;
  readonly #services: Pick<LinkServices, 'urc'>;
  /** Undefined: messages pass. */
  #held: { readonly lines: Buffer; readonly delivered: (() => void) | undefined }[] | undefined;

  /** @param bufferBytes size of the receive buffer, by which long messages are split */
  constructor(link: number, bufferBytes: number, services: Pick<LinkServices, 'urc'>) {
    this.#head = receivedHead(link);
    this.#bufferBytes = bufferBytes;
    this.#services = services;
  }

  /** Takes a message; its bytes are copied. @param delivered is called once hosts have it */
  received(message: Received, delivered?: () => void): void {
    const lines = receivedLines(this.#head, message, this.#bufferBytes);
    if (this.#held === undefined) this.#services.urc(lines, 'received', delivered);
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
    for (const { lines, delivered } of held ?? []) this.#services.urc(lines, 'received', delivered);
  }

  /** Forgets what is held, as a restart does. */
  clear(): void {
    this.#held = undefined;
  }
}
