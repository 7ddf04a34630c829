import type { Lifecycle } from '#app/lifecycle';
import type { Configuration } from '#config/resolve';
import type { Log } from '#messages/log';
import type { RunMetrics } from '#metrics/run-metrics';
import { type OpenControl, openControl } from './control.ts';
import { countRun, openMetrics } from './metrics.ts';

/** What others look at a run by, over HTTP, and what counts for them; all undefined where nothing was asked for. */
export interface RunListeners {
  readonly counter: RunMetrics | undefined;
  readonly metrics: { readonly url: string } | undefined;
  readonly control: OpenControl | undefined;
}

/**
 * Opens metrics and control plane until the end of the run.
 * @param listens is told of the control plane before anything is logged of it
 * @throws MetricsError, ControlError, PortError, UsageError
 */
export async function openListeners(
  configuration: Configuration,
  life: Lifecycle,
  log: Log,
  listens: (control: OpenControl) => void,
): Promise<RunListeners> {
  const { value: metricsAt } = configuration.metrics;
  const { value: controlAt } = configuration.control;
  if (metricsAt === undefined && controlAt === undefined)
    return { counter: undefined, metrics: undefined, control: undefined };
  const counter = await countRun(life);
  const metrics = metricsAt && (await openMetrics(metricsAt, counter, life, log));
  const control = controlAt && (await openControl(controlAt, configuration, counter, life, log, listens));
  return { counter, metrics, control };
}
