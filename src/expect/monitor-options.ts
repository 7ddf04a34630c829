/** The options that watch a run, as they were typed. */
export interface MonitorOptions {
  readonly exec?: string;
  readonly expect?: readonly string[];
  readonly fail?: readonly string[];
  readonly timeout?: string;
  readonly junit?: string;
  readonly json?: true;
}

/** Whether there is anything to monitor; without it nothing of this folder is loaded. */
export function wantsMonitor({ exec, expect, fail, timeout, junit, json }: MonitorOptions): boolean {
  return [exec, expect, fail, timeout, junit, json].some((option) => option !== undefined);
}
