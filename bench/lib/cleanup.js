import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Set<() => void>} */
const pending = new Set();
let listening = false;

/**
 * Something to undo when the benchmark ends, also by a failure, Ctrl-C or SIGTERM.
 * @param {() => void} undo must not wait
 * @returns {() => void} undoes it now
 */
export function later(undo) {
  if (!listening) listen();
  pending.add(undo);
  return () => {
    if (pending.delete(undo)) undo();
  };
}

/** Undoes everything, the last thing first. */
export function cleanUp() {
  const all = [...pending].reverse();
  pending.clear();
  for (const undo of all) undo();
}

function listen() {
  listening = true;
  process.on('exit', cleanUp);
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => process.exit(code));
  }
}

/** A folder that goes at the end. */
export function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'atmqtt-bench-'));
  later(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
