import { signal } from '@preact/signals';
import type { Target } from './target.ts';
/** A line that was pasted, and what became of it. */
export interface PastedLine {
  readonly text: string;
  readonly state: 'waiting' | 'sending' | 'answered' | 'failed';
  /** Why it failed. */
  readonly why?: string;
}

/** What was pasted; undefined when nothing is under way. */
export const paste = signal<readonly PastedLine[] | undefined>(undefined);
/** Where they go. */
export const pasteTarget = signal<Target | undefined>(undefined);
/** Whether lines go out. */
export const pasting = signal(false);

/** Shows lines before they are sent. */
export function offerPaste(text: string, target: Target): void {
  if (pasting.value) return;
  pasteTarget.value = target;
  const lines = text.replace(/(?:\r\n|\r|\n)+$/, '').split(/\r\n|\r|\n/);
  paste.value = lines.map((line) => ({ text: line, state: 'waiting' }));
}

/** Sends no more of them; the one that is under way is answered yet. */
export function stopPaste(): void {
  if (pasting.value) pasting.value = false;
  else paste.value = undefined;
}

/** Sends those that wait, each once the one before it is answered, until one fails. */
export async function sendPaste(target: Target): Promise<void> {
  pasting.value = true;
  try {
    for (;;) {
      const index = paste.value?.findIndex(({ state }) => state === 'waiting') ?? -1;
      const line = paste.value?.[index];
      if (line === undefined || !pasting.value) return;
      mark(index, { state: 'sending' });
      const why = await target.sendPasted(line.text);
      mark(index, why === undefined ? { state: 'answered' } : { state: 'failed', why });
      if (why !== undefined) return;
    }
  } finally {
    pasting.value = false;
  }
}

function mark(index: number, change: Omit<PastedLine, 'text'>): void {
  paste.value = paste.value?.map((line, at) => (at === index ? { text: line.text, ...change } : line));
}
