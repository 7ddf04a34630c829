import type { Lifecycle } from '#app/lifecycle';
import type { Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import { formatHostPort, isLoopback } from '#net/host-port';
import { systemClock } from '#time/clock';
import { checkLimits, readLimits } from './limits.ts';
import { SwarmMetrics } from './metrics.ts';
import type { SwarmRunPlan } from './run-plan.ts';
import { Stats, type StatsCounts } from './stats.ts';
import { type Summary, summarise } from './summary.ts';
import { WorkerPool } from './worker-pool.ts';

/** Who follows a run of a swarm. */
export interface SwarmRunParts {
  /** Ends the run, and lets go of what it has opened. */
  readonly life: Lifecycle;
  /** What the summary is told in. */
  readonly language: Language;
  /** What a person should know. */
  notice(said: Message): void;
  /** The modules are being switched on; the counts change from here on. @returns is called when that is over */
  began(stats: Stats): () => void;
  /** Takes what each thread counts. @param worker from 0 */
  heard?(counts: StatsCounts, worker: number): void;
}

/**
 * Runs a swarm of modules until its time is up or its life ends.
 * @throws UsageError when so many modules cannot be had, MetricsError when the metrics cannot; WorkerPoolError when a worker dies
 */
export async function runSwarm(
  plan: SwarmRunPlan,
  { life, language, notice, began, heard }: SwarmRunParts,
): Promise<Summary> {
  const { swarm, workers, duration } = plan;
  const { modules, broker, seed, scenario } = swarm;
  const rate = modules * (scenario.loop?.rate ?? 0);
  checkLimits(modules, broker, readLimits());
  const stats = new Stats();
  const metrics = await openMetrics(plan, life, notice);
  notice(message('swarm.begins', { modules, workers, address: `${broker.host}:${broker.port}`, seed }));
  life.stopOnSignals();
  const startedAt = systemClock.now();
  const pool = new WorkerPool(swarm, workers, (counts, worker) => {
    stats.add(counts);
    heard?.(counts, worker);
    metrics?.add(counts);
  });
  life.onClose(() => pool.close());
  life.onResetSignal(() => {
    notice(message('app.resetBySignal'));
    pool.reset();
  });
  const over = began(stats);
  life.onClose(over);
  if (duration !== undefined) life.onClose(systemClock.after(duration * 1000, () => life.stop(0)));
  await Promise.race([life.stopped, pool.broken]);
  const seconds = (systemClock.now() - startedAt) / 1000;
  over();
  // As it is now, before the modules are switched off.
  const residentBytes = process.memoryUsage.rss();
  await pool.stop();
  const { thresholds } = scenario;
  return summarise(stats, { modules, residentBytes, seconds, workers, rate, thresholds }, language);
}

/** Serves the metrics, if they are wanted. */
async function openMetrics(
  { metrics: wanted, swarm }: SwarmRunPlan,
  life: Lifecycle,
  notice: SwarmRunParts['notice'],
): Promise<SwarmMetrics | undefined> {
  if (wanted === undefined) return undefined;
  const metrics = new SwarmMetrics(swarm.modules);
  life.onClose(() => metrics.close());
  const port = await metrics.listen(wanted);
  notice(message('metrics.at', { address: formatHostPort({ host: wanted.host, port }) }));
  if (!isLoopback(wanted.host)) notice(message('metrics.open', { host: wanted.host }));
  return metrics;
}
