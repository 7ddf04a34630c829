/** Time as ports need it, handed in so that no test waits. */
export interface Timers {
  /** Calls `run` once after `ms` milliseconds. @returns cancels it; harmless when it has run */
  after(ms: number, run: () => void): () => void;
}

/** The real thing. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
