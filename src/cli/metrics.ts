import type { Lifecycle } from '#app/lifecycle';
import type { ModuleCounter } from '#app/run-context';
import type { Running } from '#app/running';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { formatHostPort, type HostPort, isLoopback } from '#net/host-port';
import { systemClock } from '#time/clock';

/** Metrics that are served. */
export interface OpenMetrics {
  /** Where they are. */
  readonly url: string;
  readonly counter: ModuleCounter;
  /** All works that need not be waited for. */
  runs(running: Running): void;
}

/** Serves metrics until the end of a run, if they are wanted. @throws MetricsError when the address cannot be had */
export async function openMetrics(
  wanted: HostPort | undefined,
  life: Lifecycle,
  log: Log,
): Promise<OpenMetrics | undefined> {
  if (wanted === undefined) return undefined;
  // Not on the way of a plain start.
  const [{ RunMetrics }, { serveMetrics }] = await Promise.all([
    import('#metrics/run-metrics'),
    import('#metrics/serve'),
  ]);
  const metrics = new RunMetrics(systemClock);
  const { server, port } = await serveMetrics(metrics, wanted);
  life.onClose(() => server.close());
  void life.stopped.then(() => metrics.stops());
  const address = formatHostPort({ host: wanted.host, port });
  log('info', 'metrics', message('metrics.at', { address }));
  if (!isLoopback(wanted.host)) log('warn', 'metrics', message('metrics.open', { host: wanted.host }));
  return {
    url: `http://${address}/metrics`,
    counter: metrics,
    runs: (running) => metrics.runs(running),
  };
}
