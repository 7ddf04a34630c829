import type { HostPort } from '#net/host-port';
import { jsonAnswer, MetricsServer } from './metrics-server.ts';
import type { RunMetrics } from './run-metrics.ts';
import { readinessOf, statusOf } from './status.ts';

const NOT_READY = 503;

/** Serves what is known of a run. @returns the listener and its port @throws MetricsError when that cannot be had */
export async function serveMetrics(
  metrics: RunMetrics,
  address: HostPort,
): Promise<{ readonly server: MetricsServer; readonly port: number }> {
  const server = new MetricsServer({
    '/metrics': () => metrics.text(),
    // That it is answered says that the event loop is alive.
    '/healthz': () => jsonAnswer({ alive: true }),
    '/readyz': () => {
      const readiness = readinessOf(metrics);
      return jsonAnswer(readiness, readiness.ready ? 200 : NOT_READY);
    },
    '/status': () => jsonAnswer(statusOf(metrics)),
  });
  return { server, port: await server.listen(address) };
}
