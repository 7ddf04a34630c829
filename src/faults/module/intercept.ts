import type { Intercept } from '#at/session/session-options';
import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';

/** Has commands wait, or answers for them, where faults say so. */
export function faultyCommands(faults: FaultSet, timers: Timers): Intercept {
  return (line, run) => {
    const busy = faults.take('module.busy', ({ command }) => begins(line, command));
    if (busy === undefined) return run();
    return new Promise((resolve) => timers.after(busy.parameters.time, () => resolve(run())));
  };
}

/** Whether a line is of the command; letter case counts for nothing, as in the AT language. */
function begins(line: string, command: string | undefined): boolean {
  return command === undefined || line.toUpperCase().startsWith(command.toUpperCase());
}
