import { type Message, textOf } from '#messages/message';

/** The text of a message, in English. */
export function messageText(message: Message): string {
  return textOf(message);
}
