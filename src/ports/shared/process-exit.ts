const waiting = new Set<() => void>();

/** Runs something when the process exits without having closed its ports. @returns calls it off */
export function onProcessExit(run: () => void): () => void {
  if (waiting.size === 0) process.on('exit', runAll);
  // A function of its own, so that the same one may wait twice.
  const entry = (): void => run();
  waiting.add(entry);
  return () => {
    if (waiting.delete(entry) && waiting.size === 0) process.off('exit', runAll);
  };
}

function runAll(): void {
  for (const run of waiting) run();
}
