import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { EventLog } from './events/event-log.ts';

/** Phases of power in which a module says nothing. */
const SILENT: ReadonlySet<string> = new Set(['sleeps', 'awaitsDownload', 'cut', 'off']);
/** Requests on a connection before the first of them is answered, and what else looks on at them. */
const MAX_UNANSWERED = 40;
/** What is run when a connection ends, by the connection. */
const ends = new WeakMap<Socket, Set<() => void>>();

/**
 * Runs something once whoever has asked has the answer, or is gone before. An answer that waits behind another one of its
 * connection (pipelining) hears nothing of the end of that, so the connection itself is watched.
 */
export function whenGone(answer: ServerResponse, run: () => void): void {
  const { socket } = answer.req;
  if (socket.destroyed) {
    run();
    return;
  }
  const waiting = ends.get(socket) ?? watched(socket);
  const end = (): void => {
    if (waiting.delete(end)) run();
  };
  waiting.add(end);
  answer.once('close', end);
}

/**
 * Counts a request until it is answered, and ends a connection that asks on and on without waiting for answers: Node reads
 * no more of one that many answers wait for, not even that it has ended.
 */
export function limitPipelining(answer: ServerResponse): void {
  const { socket } = answer.req;
  whenGone(answer, () => {});
  if ((ends.get(socket)?.size ?? 0) > MAX_UNANSWERED) socket.destroy();
}

/** Aborts when whoever has asked is gone before the answer, or has it. */
export function gone(answer: ServerResponse): AbortSignal {
  const controller = new AbortController();
  whenGone(answer, () => controller.abort());
  return controller.signal;
}

/** Aborts when a module says nothing more, because it sleeps or has no power; ends with the answer. */
export function silenced(events: EventLog, module: string, answer: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const unlisten = events.listen(({ event }) => {
    if (event.event === 'power' && event.module === module && SILENT.has(event.phase)) controller.abort();
  });
  whenGone(answer, unlisten);
  return controller.signal;
}

function watched(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  ends.set(socket, waiting);
  socket.once('close', () => {
    for (const end of [...waiting]) end();
  });
  return waiting;
}
