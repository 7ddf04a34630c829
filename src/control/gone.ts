import type { IncomingMessage } from 'node:http';

/** Aborts when whoever has asked is gone before the answer. */
export function gone({ socket }: IncomingMessage): AbortSignal {
  const controller = new AbortController();
  socket.once('close', () => controller.abort());
  return controller.signal;
}
