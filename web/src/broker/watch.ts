import { signal } from '@preact/signals';
import type { z } from 'zod';
import type { topicsSchema, watchRequestSchema, watchSchema } from '#control/schemas/watches';
import { at, RequestError, request } from '../api/request.ts';
import type { ProgramText } from '../texts/messages.ts';

/** Where to look on. */
export type WatchRequest = z.input<typeof watchRequestSchema>;
export type Watch = z.infer<typeof watchSchema>;
type TopicsAnswer = z.infer<typeof topicsSchema>;
/** A topic with its last value. */
export type Topic = TopicsAnswer['topics'][number];

/** Milliseconds between two questions. */
const ASK_MS = 1000;
/** Milliseconds until a broker that could not be had is asked for again. */
const RETRY_MS = 3000;

/** Where to look on; empty: what the program finds. */
export const source = signal<WatchRequest>({});
/** Undefined before the program has answered. */
export const watch = signal<Watch | undefined>(undefined);
/** Why nobody can look on. */
export const problem = signal<ProgramText | undefined>(undefined);
/** The topics by their names; another map after each change would be costly, so `version` tells of changes. */
export const topics = new Map<string, Topic>();
/** Goes up when topics have changed. */
export const version = signal(0);
/** Messages that the program has no room for. */
export const leftOut = signal(0);

let seen = 0;
let run = 0;

/** Looks on somewhere else from now on. */
export function lookAt(request: WatchRequest): void {
  source.value = request;
  forget();
  if (run > 0) void follow(++run);
}

/** Looks on as long as the panel is shown. @returns ends it */
export function followBroker(): () => void {
  void follow(++run);
  return () => {
    run++;
  };
}

/** Asks at once, for what was done here. */
export async function refreshTopics(): Promise<void> {
  const { id } = watch.value ?? {};
  if (id !== undefined) await ask(id);
}

/** Publishes at the broker that is looked on at. @throws RequestError */
export async function publish(message: {
  readonly topic: string;
  readonly text: string;
  readonly qos: number;
  readonly retain: boolean;
}): Promise<void> {
  const { id } = watch.value ?? {};
  if (id === undefined) return;
  await request(at`/watches/${id}/messages`, { method: 'POST', body: message });
  await refreshTopics();
}

/** Asks the broker anew what is retained. @throws RequestError */
export async function askRetained(): Promise<void> {
  const { id } = watch.value ?? {};
  if (id === undefined) return;
  await request(at`/watches/${id}/retained`, { method: 'POST' });
  await refreshTopics();
}

function forget(): void {
  watch.value = undefined;
  problem.value = undefined;
  topics.clear();
  leftOut.value = 0;
  seen = 0;
  version.value++;
}

async function follow(own: number): Promise<void> {
  while (own === run) {
    try {
      const begun = await request<Watch>('/watches', { method: 'POST', body: source.value });
      if (own !== run) return;
      if (watch.value?.id !== begun.id) forget();
      watch.value = begun;
      problem.value = undefined;
      // Until it is over there.
      while (own === run) {
        if (!document.hidden) await ask(begun.id);
        await later(ASK_MS);
      }
    } catch (error) {
      if (own !== run) return;
      if (error instanceof RequestError && error.status !== 0 && error.key !== 'controlAction.noWatch')
        problem.value = { text: error.message, key: error.key, params: error.parameters };
      await later(RETRY_MS);
    }
  }
}

async function ask(id: string): Promise<void> {
  const answer = await request<TopicsAnswer>(at`/watches/${id}/topics?after=${seen}`);
  if (watch.value?.id !== id) return;
  const { topics: changed, version: now, leftOut: out, total: _, ...state } = answer;
  seen = now;
  leftOut.value = out;
  watch.value = state;
  for (const topic of changed) topics.set(topic.topic, topic);
  if (changed.length > 0) version.value++;
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
