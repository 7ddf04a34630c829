import type { ServerResponse } from 'node:http';

/** Aborts when whoever has asked is gone before the answer, or has it. */
export function gone(answer: ServerResponse): AbortSignal {
  const controller = new AbortController();
  answer.once('close', () => controller.abort());
  return controller.signal;
}
