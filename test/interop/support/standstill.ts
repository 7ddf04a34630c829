const POLL_MS = 20;
/** So long without a byte means that a stream has come to a stand. */
const STILL_MS = 400;
const PATIENCE_MS = 15_000;

/** Waits until a count of bytes no longer grows. @returns the count */
export async function standstill(count: () => number): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  let last = count();
  let since = Date.now();
  while (Date.now() - since < STILL_MS) {
    if (Date.now() > deadline) throw new Error(`it still flows after ${PATIENCE_MS} ms, at ${last} bytes`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (count() === last) continue;
    last = count();
    since = Date.now();
  }
  return last;
}
