/** Cancels a timer that has not fired; harmless afterwards. */
export type Cancel = () => void;

/** Time as it is handed in, so that no test sleeps. */
export interface Timers {
  /** Calls `run` once after `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel;
  /** Milliseconds from an arbitrary start; never runs backwards, whatever is done to the wall clock. */
  now(): number;
}

/** The real thing. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  now: () => performance.now(),
};
