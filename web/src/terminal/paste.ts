import { signal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { type ProgramText, shownText } from '../texts/messages.ts';
import { type Answer, awaits, type, typeLine, whyOf } from './typing.ts';

/** A line that was pasted, and what became of it. */
export interface PastedLine {
  readonly text: string;
  readonly state: 'waiting' | 'sending' | 'answered' | 'failed';
  /** Why it failed. */
  readonly why?: string;
}

/** What was pasted; undefined when nothing is under way. */
export const paste = signal<readonly PastedLine[] | undefined>(undefined);
/** Whether lines go out. */
export const pasting = signal(false);

/** Shows lines before they are sent. */
export function offerPaste(text: string): void {
  if (pasting.value) return;
  const lines = text.replace(/(?:\r\n|\r|\n)+$/, '').split(/\r\n|\r|\n/);
  paste.value = lines.map((line) => ({ text: line, state: 'waiting' }));
}

/** Sends no more of them; the one that is under way is answered yet. */
export function stopPaste(): void {
  if (pasting.value) pasting.value = false;
  else paste.value = undefined;
}

/** Sends those that wait, each once the one before it is answered, until one fails. */
export async function sendPaste(name: string): Promise<void> {
  pasting.value = true;
  try {
    for (;;) {
      const index = paste.value?.findIndex(({ state }) => state === 'waiting') ?? -1;
      const line = paste.value?.[index];
      if (line === undefined || !pasting.value) return;
      mark(index, { state: 'sending' });
      const why = await failureOf(name, line.text);
      mark(index, why === undefined ? { state: 'answered' } : { state: 'failed', why });
      if (why !== undefined) return;
    }
  } finally {
    pasting.value = false;
  }
}

/** Sends a line, or data where that is waited for. @returns why it failed, empty where nobody says why */
async function failureOf(name: string, text: string): Promise<string | undefined> {
  let answer: Answer;
  try {
    const wanted = awaits.value;
    const short = new TextEncoder().encode(text).length < wanted;
    answer =
      wanted > 0 ? await type(name, { text: short ? `${text}\r\n` : text }) : await typeLine(name, text);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const said: ProgramText = { text: error.message, key: error.key, params: error.parameters };
    return shownText(said);
  }
  return answer.over && answer.commands.every(({ ok }) => ok) ? undefined : whyOf(answer);
}

function mark(index: number, change: Omit<PastedLine, 'text'>): void {
  paste.value = paste.value?.map((line, at) => (at === index ? { text: line.text, ...change } : line));
}
