import { readFileSync } from 'node:fs';

/** What `/proc/self/stat` says of the terminal of this process. */
interface JobControl {
  /** Whether it has one: then the end of the terminal ends it. */
  readonly hasTerminal: boolean;
  /** Whether it may read it and change its modes without being stopped by the kernel. */
  readonly inForeground: boolean;
}

/** Behind the name of the program, which may hold spaces and parentheses. */
const BEHIND_NAME = /^.*\) /s;
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

function readStat(): string | undefined {
  try {
    return readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return undefined;
  }
}
