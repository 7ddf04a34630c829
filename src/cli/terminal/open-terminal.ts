import type { Lifecycle } from '#app/lifecycle';
import type { Faults } from '#faults/fault-set';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { systemClock } from '#time/clock';
import { printedText } from '../language.ts';
import type { LogSink } from '../log/log.ts';
import { print } from '../output.ts';
import { type JobControl, jobControl } from './foreground.ts';
import { Terminal, type TerminalUnit } from './terminal.ts';

/** How often it is looked whether the shell has given this job the terminal; milliseconds. */
const FOREGROUND_LOOK_MS = 500;

/** Whom a person types to. */
interface TerminalParts {
  readonly units: readonly TerminalUnit[];
  readonly brokerFaults: Faults | undefined;
  /** Is called at the end of the input. */
  readonly closed: () => void;
}

/**
 * Lets a person type to the first module, while this process is in the foreground of its terminal.
 * @param shows takes where log lines go while the terminal is open
 * @param control tells whether this process is in the foreground
 */
export function openTerminal(
  { units, brokerFaults, closed }: TerminalParts,
  life: Lifecycle,
  log: Log,
  shows: (sink: LogSink | undefined) => void,
  control: () => Pick<JobControl, 'inForeground'> = jobControl,
): void {
  const [unit] = units;
  if (unit === undefined) return;
  let terminal: Terminal | undefined;
  const open = (): void => {
    // First, for a key that is typed before the terminal hands on single keys is lost.
    terminal = new Terminal(unit, brokerFaults, closed);
    shows(terminal);
    print(printedText(message('cli.typeHere', { module: units.length > 1 ? unit.module.name : undefined })));
  };
  // The kernel would stop a process that reads the terminal from the background.
  const look = (): void => {
    const { inForeground } = control();
    if (terminal !== undefined) terminal.inForeground = inForeground;
    else if (inForeground) open();
  };
  process.on('SIGCONT', look);
  // A shell says nothing to a job that runs when it gives it the terminal.
  let cancel = systemClock.after(FOREGROUND_LOOK_MS, lookAgain);
  function lookAgain(): void {
    look();
    cancel = systemClock.after(FOREGROUND_LOOK_MS, lookAgain);
  }
  life.onClose(() => {
    process.off('SIGCONT', look);
    cancel();
    shows(undefined);
    terminal?.close();
  });
  look();
  if (terminal === undefined) log('info', 'app', message('cli.terminalInBackground'));
}
