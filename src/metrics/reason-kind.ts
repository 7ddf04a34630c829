import type { Message } from '#messages/message';

/** What says only that the system or a library has said something. */
const FOREIGN = 'errors.foreign';

/**
 * The kind of a reason, for counting: the key of the innermost message that says why, without what it was wrapped in on its way. There
 * are as many as the catalogue has keys.
 */
export function kindOf(reason: Message): string {
  const { why } = (reason.params ?? {}) as { readonly why?: unknown };
  return isMessage(why) && why.key !== FOREIGN ? kindOf(why) : reason.key;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'key' in value && 'params' in value;
}
