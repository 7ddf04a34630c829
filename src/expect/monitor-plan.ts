import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { Expected } from './expected.ts';
import type { MonitorOptions } from './monitor-options.ts';
import { parsePattern } from './patterns.ts';
import { removeEarlierReport } from './report-file.ts';

/** The longest time a timer of Node takes. */
const MAX_SECONDS = 2_147_483;

/** The options that watch a run, understood. */
export interface MonitorPlan extends Expected {
  readonly junit: string | undefined;
  readonly json: boolean;
  /** Whether the options alone give the run a verdict. */
  readonly judged: boolean;
}

/**
 * Understands the options that watch a run, and removes an earlier report, so that nobody takes it for this run's.
 * @throws UsageError
 */
export function planMonitor(options: MonitorOptions): MonitorPlan {
  const { exec, timeout, junit, json } = options;
  if (exec?.trim() === '') throw new UsageError(message('expect.emptyExec'));
  const expect = (options.expect ?? []).map((text) => parsePattern('--expect', text));
  const fail = (options.fail ?? []).map((text) => parsePattern('--fail', text));
  const timeoutMs = timeout === undefined ? undefined : parseSeconds(timeout);
  const judged = exec !== undefined || expect.length + fail.length > 0 || timeoutMs !== undefined;
  if (junit !== undefined) removeEarlierReport(junit);
  return { command: exec, expect, fail, timeoutMs, junit, json: json === true, judged };
}

function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds <= 0 || seconds > MAX_SECONDS) {
    throw new UsageError(message('expect.badTimeout', { max: MAX_SECONDS, typed: text }));
  }
  return Math.max(1, Math.round(seconds * 1000));
}
