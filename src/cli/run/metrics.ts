import type { Lifecycle } from '#app/lifecycle';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { RunMetrics } from '#metrics/run-metrics';
import { formatHostPort, type HostPort, isLoopback } from '#net/host-port';
import { systemClock } from '#time/clock';

/** Counts what a run does, for who serves it. */
export async function countRun(life: Lifecycle): Promise<RunMetrics> {
  // Not on the way of a plain start.
  const { RunMetrics } = await import('#metrics/run-metrics');
  const metrics = new RunMetrics(systemClock);
  void life.stopped.then(() => metrics.stops());
  return metrics;
}

/**
 * Serves metrics until the end of a run.
 * @returns where they are
 * @throws MetricsError when the address cannot be had
 */
export async function openMetrics(
  wanted: HostPort,
  metrics: RunMetrics,
  life: Lifecycle,
  log: Log,
): Promise<{ readonly url: string }> {
  const { serveMetrics } = await import('#metrics/serve');
  const { server, port } = await serveMetrics(metrics, wanted);
  life.onClose(() => server.close());
  const address = formatHostPort({ host: wanted.host, port });
  log('info', 'metrics', message('metrics.at', { address }));
  if (!isLoopback(wanted.host)) log('warn', 'metrics', message('metrics.open', { host: wanted.host }));
  return { url: `http://${address}/metrics` };
}
