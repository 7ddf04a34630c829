import { type Message, message, textOf } from '#messages/message';
import { firstLineOf } from './system-error.ts';

/**
 * The base of every error of this project: a stable code for programs, a message for people. Each layer has one
 * class of its own, and a function `isX()` that narrows to it.
 */
export abstract class AtmqttError<Code extends string = string> extends Error {
  /** For programs to branch on. */
  readonly code: Code;
  /** What `message` says in English, for who shows it in another language. */
  readonly reason: Message;

  /** @param options.cause what a library or the system said */
  constructor(code: Code, reason: Message, options?: ErrorOptions) {
    super(textOf(reason), options);
    this.name = new.target.name;
    this.code = code;
    this.reason = reason;
  }
}

/** What anything thrown says of itself: an error of this project its reason, any other the first line of its text. */
export function reasonOf(error: unknown): Message {
  if (error instanceof AtmqttError) return error.reason;
  return message('errors.foreign', { text: firstLineOf(error) });
}
