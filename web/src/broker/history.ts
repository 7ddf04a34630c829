import type { z } from 'zod';
import type { topicMessagesSchema } from '#control/schemas/watches';
import { at, RequestError, request } from '../api/request.ts';
import { watch } from './watch.ts';

type MessagesAnswer = z.infer<typeof topicMessagesSchema>;
/** A message of a topic. */
export interface TopicMessage extends Omit<MessagesAnswer['messages'][number], 'base64'> {
  readonly payload: Uint8Array;
}

/** Messages of the topic that is shown; the program keeps as many. */
const MAX_MESSAGES = 500;

/** The messages that are there, with those that have come meanwhile. @returns the same list when there are none */
export async function withNewMessages(
  topic: string,
  known: readonly TopicMessage[],
): Promise<readonly TopicMessage[]> {
  const { id } = watch.value ?? {};
  if (id === undefined) return known;
  const after = known.at(-1)?.number ?? 0;
  try {
    const query = new URLSearchParams({ topic, after: String(after) });
    const { messages } = await request<MessagesAnswer>(`${at`/watches/${id}/messages`}?${query}`);
    if (messages.length === 0) return known;
    const come = messages.map(({ base64, ...rest }) => ({ ...rest, payload: bytesOf(base64) }));
    return [...known, ...come].slice(-MAX_MESSAGES);
  } catch (error) {
    // The next answer of the watch itself tells what is wrong.
    if (error instanceof RequestError) return known;
    throw error;
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
