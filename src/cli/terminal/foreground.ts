import { closeSync, openSync, readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/** What `/proc/self/stat` says of the terminal of this process. */
export interface JobControl {
  /** Whether it has one: then the end of the terminal ends it. */
  readonly hasTerminal: boolean;
  /** Whether it may read it and change its modes without being stopped by the kernel. */
  readonly inForeground: boolean;
}

/** Behind the name of the program, which may hold spaces and parentheses. */
const BEHIND_NAME = /^.*\) /s;
const STANDARD_STREAMS = [0, 1, 2];
const BEGAN_AT_TERMINAL = STANDARD_STREAMS.filter((descriptor) => isatty(descriptor));
const [PROCESS_GROUP, TERMINAL, FOREGROUND_GROUP] = [2, 4, 5];

/**
 * How the terminal stands to this process now; elsewhere than on Linux it is taken for one in the foreground.
 * @param stat the content of `/proc/self/stat`, as proc(5) describes it
 */
export function jobControl(stat = readStat()): JobControl {
  if (stat === undefined) return { hasTerminal: process.stdin.isTTY === true, inForeground: true };
  const fields = stat.replace(BEHIND_NAME, '').split(' ').map(Number);
  return {
    hasTerminal: fields[TERMINAL] !== 0,
    inForeground: fields[PROCESS_GROUP] === fields[FOREGROUND_GROUP],
  };
}

/**
 * Whether this process goes with its terminal: it has one, and reads it or tells it something. What nohup(1) starts does
 * neither, and stays.
 */
export function isBoundToTerminal(): boolean {
  return jobControl().hasTerminal && STANDARD_STREAMS.some((descriptor) => isatty(descriptor));
}

/**
 * At the end of the process: lets go of a terminal that has gone, which Node would set back as it was, and be aborted by the failure
 * of that.
 */
export function letGoOfLostTerminal(): void {
  if (!BEGAN_AT_TERMINAL.some((descriptor) => !isatty(descriptor))) return;
  for (const descriptor of BEGAN_AT_TERMINAL) {
    try {
      closeSync(descriptor);
      // Takes the lowest number that is free, so that nothing else gets it.
      openSync('/dev/null', 'r+');
    } catch {
      // Closed already: then Node leaves it alone.
    }
  }
}

function readStat(): string | undefined {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return undefined;
  }
}
