import { type Message, message, textOf } from '#messages/message';
import { firstLineOf } from './system-error.ts';

/** What an error is made with besides. */
export interface AtmqttErrorOptions extends ErrorOptions {
  /** Whether it may go by itself. */
  readonly mayHeal?: boolean;
}

/**
 * The base of every error of this project: a stable code for programs, a message for people. Each layer has one
 * class of its own, and a function `isX()` that narrows to it where somebody has to tell them apart.
 */
export abstract class AtmqttError<Code extends string = string> extends Error {
  /** For programs to branch on. */
  readonly code: Code;
  /** What `message` says in English, for who shows it in another language. */
  readonly reason: Message;

  /** Whether it may go by itself, so that trying again later makes sense: a port that is taken, a device not there yet. */
  readonly mayHeal: boolean;

  /**
   * @param options.cause what a library or the system said
   * @param options.mayHeal false unless given
   */
  constructor(code: Code, reason: Message, options: AtmqttErrorOptions = {}) {
    super(textOf(reason), options);
    this.name = new.target.name;
    this.code = code;
    this.reason = reason;
    this.mayHeal = options.mayHeal ?? false;
  }
}

/** Whether something thrown may go by itself. */
export function mayHeal(error: unknown): boolean {
  return error instanceof AtmqttError && error.mayHeal;
}

/** What anything thrown says of itself: an error of this project its reason, any other the first line of its text. */
export function reasonOf(error: unknown): Message {
  if (error instanceof AtmqttError) return error.reason;
  return message('errors.foreign', { text: firstLineOf(error) });
}
