import { formatErrorCode } from '#at/codes';
import { textOf } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { NewEvent } from './events.ts';

/** Looks on at a module, and tells its events. */
export function moduleEvents(module: string, tell: (event: NewEvent) => void): ModuleObserver {
  return {
    command({ failure, ms, ...rest }) {
      const failed = failure && { codes: failure.codes.map(formatErrorCode), why: textOf(failure.reason) };
      tell({ event: 'command', module, ...rest, ms: Math.round(ms * 1000) / 1000, ...failed });
    },
    urc: (line) => tell({ event: 'message', module, line }),
    fault: (event) => tell({ event: 'fault', module, ...event }),
    linkState: ({ reason, ...rest }) => tell({ event: 'state', module, ...rest, reason: textOf(reason) }),
    unread: (lost) => tell({ event: 'unread', module, ...lost }),
  };
}
