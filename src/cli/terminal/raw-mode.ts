import { spawnSync } from 'node:child_process';
import type { ReadStream } from 'node:tty';
import { jobControl } from './foreground.ts';

/** As libuv sets a terminal for single keys. */
const RAW = '-brkint -icrnl -inpck -istrip -ixon onlcr cs8 -echo -icanon -iexten -isig min 1 time 0'.split(
  ' ',
);

/**
 * Gives a terminal a `setRawMode` that asks for keys one by one only while this job is in the foreground, and leaves libuv out: what
 * libuv has set it sets back when the process ends, and in the background the kernel stops it then. Node itself sets a terminal back
 * as it was at the start, and is not stopped. Without stty(1), as on Windows, all stays as it is.
 */
export function careForBackground(input: ReadStream): void {
  const { stdout, status } = stty(['-g'], true);
  if (status !== 0) return;
  const saved = stdout.trim();
  input.setRawMode = (raw) => {
    if (jobControl().inForeground) {
      stty(raw ? RAW : [saved]);
      input.isRaw = raw;
    }
    return input;
  };
}

/** Standard input is the terminal. */
function stty(
  args: readonly string[],
  reads = false,
): { readonly stdout: string; readonly status: number | null } {
  return spawnSync('stty', args, {
    stdio: ['inherit', reads ? 'pipe' : 'ignore', 'ignore'],
    encoding: 'utf8',
  });
}
