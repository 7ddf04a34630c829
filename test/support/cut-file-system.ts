import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What the stores of `src/node/flash` may change the file system with. */
const CHANGES = [
  'appendFileSync',
  'chmodSync',
  'chownSync',
  'fsyncSync',
  'ftruncateSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'writeFileSync',
  'writeSync',
] as const;

/** Those that a kill may cut short; the data is their second argument. */
const WRITES: readonly Change[] = ['appendFileSync', 'writeFileSync', 'writeSync'];

type Change = (typeof CHANGES)[number];
type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Runs something, and does to the file system what a kill at its n-th change does: this change does not happen
 * (a write happens up to a part of it), and none after it, so that not even a `finally` can clean up.
 * @param at from 0
 * @param part how much of a write that is cut still happens, from 0 to 1
 */
export function cutOffAt(at: number, part: number, run: () => void): void {
  let count = 0;
  let cut = false;
  changed(
    (name, change, args) => {
      if (count++ < at) return change(...args);
      if (!cut && WRITES.includes(name)) writePart(change, part, args);
      cut = true;
      throw new Error(`cut off at ${name}`);
    },
    run,
    () => cut,
  );
}

/** Runs something. @returns the moments at which it can be cut off: before each change, and within each write */
export function momentsOf(run: () => void): (readonly [at: number, part: number])[] {
  const moments: (readonly [number, number])[] = [];
  let count = 0;
  changed((name, change, args) => {
    for (const part of WRITES.includes(name) ? [0, 0.5, 1] : [0]) moments.push([count, part]);
    count++;
    return change(...args);
  }, run);
  return moments;
}

/** Runs something while each of its changes to the file system goes through a function. */
function changed(
  through: (name: Change, change: AnyFunction, args: readonly unknown[]) => unknown,
  run: () => void,
  isExpected: () => boolean = () => false,
): void {
  const genuine = Object.fromEntries(CHANGES.map((name) => [name, fs[name]])) as Record<Change, AnyFunction>;
  for (const name of CHANGES) replace(name, (...args) => through(name, genuine[name], args));
  syncBuiltinESMExports();
  try {
    run();
  } catch (error) {
    // A store tells what went wrong in an error of its own.
    if (!isExpected()) throw error;
  } finally {
    for (const name of CHANGES) replace(name, genuine[name]);
    syncBuiltinESMExports();
  }
}

/** Lets nothing wait for the disk: what a process has written outlives it in any case. @returns what undoes it */
export function withoutSync(): () => void {
  const { fsyncSync } = fs;
  replace('fsyncSync', () => {});
  syncBuiltinESMExports();
  return () => {
    replace('fsyncSync', fsyncSync as AnyFunction);
    syncBuiltinESMExports();
  };
}

function replace(name: Change, by: AnyFunction): void {
  (fs as unknown as Record<Change, AnyFunction>)[name] = by;
}

/** Writes the first part of what was to be written. */
function writePart(write: AnyFunction, part: number, [file, data]: readonly unknown[]): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : (data as Uint8Array);
  write(file, bytes.subarray(0, Math.floor(bytes.length * part)));
}
