import type { ServerResponse } from 'node:http';
import type { EventLog } from './events/event-log.ts';

/** Aborts when whoever has asked is gone before the answer, or has it. */
export function gone(answer: ServerResponse): AbortSignal {
  const controller = new AbortController();
  answer.once('close', () => controller.abort());
  return controller.signal;
}

/** Aborts when a module says nothing more, because it sleeps or has no power; ends with the answer. */
export function silenced(events: EventLog, module: string, answer: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const unlisten = events.listen(({ event }) => {
    if (event.event === 'power' && event.module === module && SILENT.has(event.phase)) controller.abort();
  });
  answer.once('close', unlisten);
  return controller.signal;
}

const SILENT: ReadonlySet<string> = new Set(['sleeps', 'awaitsDownload', 'cut', 'off']);
