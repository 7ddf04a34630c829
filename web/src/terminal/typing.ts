import { computed, signal } from '@preact/signals';
import { at, request } from '../api/request.ts';
import { events } from '../state/events.ts';
import { module } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { mayStore, remember } from './keeping.ts';

/** What came of typing, as POST /input has it. */
export interface Answer {
  readonly output: string;
  readonly over: boolean;
  readonly awaits: number;
  readonly commands: readonly {
    readonly line: string;
    readonly ok: boolean;
    readonly ms: number;
    readonly codes?: readonly string[];
    readonly why?: string;
    readonly key?: string;
    readonly params?: unknown;
  }[];
  readonly since: number;
}

/** What is typed: a line, text without a line end, or bytes. */
export type Input = { readonly line: string } | { readonly text: string } | { readonly base64: string };

/** Milliseconds for an answer at most: longer than any command takes that is not made slow. */
const ANSWER_MS = 60_000;

/** By module: bytes of data that it waits for from this page. */
const awaited = signal<Readonly<Record<string, number>>>({});
/** By module: inputs whose answer has not come. */
const pending = signal<Readonly<Record<string, number>>>({});

/** Bytes of data that the module that is shown waits for. */
export const awaits = computed(() => awaited.value[module.value?.name ?? ''] ?? 0);
/** Whether something that was typed is not answered yet. */
export const waiting = computed(() => (pending.value[module.value?.name ?? ''] ?? 0) > 0);

/**
 * Types into a module.
 * @throws RequestError when the program refuses it or does not answer
 */
export async function type(name: string, input: Input): Promise<Answer> {
  count(name, 1);
  try {
    const answer = await request<Answer>(at`/modules/${name}/input`, {
      method: 'POST',
      body: { ...input, waitMs: ANSWER_MS },
    });
    awaited.value = { ...awaited.value, [name]: answer.awaits };
    return answer;
  } finally {
    count(name, -1);
  }
}

/** Types a line that a person typed: it is in the history from now on. @throws RequestError */
export async function typeLine(name: string, line: string): Promise<Answer> {
  if (line !== '') remember(line);
  const answer = await type(name, { line });
  // Where a secret is, the program shows another line.
  if (answer.commands.some((command) => command.line === line)) mayStore(line);
  return answer;
}

function count(name: string, by: number): void {
  pending.value = { ...pending.value, [name]: (pending.value[name] ?? 0) + by };
}

/** Bytes from hexadecimal, with or without spaces; undefined when it is none. */
export function bytesOf(hexadecimal: string): Uint8Array | undefined {
  const digits = hexadecimal.replace(/\s|0x|,/gi, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[\da-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Hears when the data of a command is over by itself: it came from another host, or its time was up. @returns ends that */
export function followTyping(): () => void {
  return events.listen(({ event }) => {
    if (event.event !== 'command' && event.event !== 'power') return;
    if (event.event === 'command' && event.reply.trimEnd().endsWith('>')) return;
    if ((awaited.peek()[event.module] ?? 0) > 0) awaited.value = { ...awaited.peek(), [event.module]: 0 };
  });
}

/** Why the command that an answer is of has failed, in the language of the page; empty where nobody says why. */
export function whyOf({ commands }: Answer): string {
  const { why = '', key, params } = commands.find(({ ok }) => !ok) ?? {};
  return shownText({ text: why, key, params });
}
