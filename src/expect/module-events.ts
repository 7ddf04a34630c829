import { formatErrorCode } from '#at/codes';
import { type Message, textOf } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { NewEvent } from './events.ts';

/**
 * Takes an event.
 * @param told the message whose English text is in it, for who tells it in another language
 */
export type TellEvent<E> = (event: E, told?: Message) => void;

/** Looks on at a module, and tells its events. */
export function moduleEvents(module: string, tell: TellEvent<NewEvent>): ModuleObserver {
  return {
    command({ failure, ms, ...rest }) {
      const failed = failure && { codes: failure.codes.map(formatErrorCode), why: textOf(failure.reason) };
      tell(
        { event: 'command', module, ...rest, ms: Math.round(ms * 1000) / 1000, ...failed },
        failure?.reason,
      );
    },
    urc: (line) => tell({ event: 'message', module, line }),
    fault: (event) => tell({ event: 'fault', module, ...event }),
    linkState: ({ reason, ...rest }) =>
      tell({ event: 'state', module, ...rest, reason: textOf(reason) }, reason),
    unread: (lost) => tell({ event: 'unread', module, ...lost }),
  };
}
