import type { Message } from '#messages/message';

/** A message and all that are part of it. */
export function messagesWithin(message: Message): Message[] {
  const parts = Object.values((message.params ?? {}) as Record<string, unknown>).filter(isMessage);
  return [message, ...parts.flatMap(messagesWithin)];
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'key' in value && 'params' in value;
}
