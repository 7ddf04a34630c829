import { Lifecycle } from '#app/lifecycle';
import { formatHostPort, isLoopback } from '#net/host-port';
import { checkLimits, readLimits } from '#swarm/limits';
import { SwarmMetrics } from '#swarm/metrics';
import { planSwarm, type SwarmOptions } from '#swarm/plan';
import { Stats, type StatsCounts } from '#swarm/stats';
import { summarise } from '#swarm/summary';
import { WorkerPool } from '#swarm/worker-pool';
import { systemClock } from '#time/clock';
import { describeSummary } from './describe-summary.ts';
import { Progress } from './progress.ts';

const EXIT_NOT_WELL = 1;

/**
 * Runs a swarm of modules until its time is up or a signal comes, then prints how it did.
 * @returns the exit code: 0 when nobody was lost and nothing failed
 * @throws UsageError, ScenarioError, SettingsError, WorkerPoolError
 */
export async function swarm(options: SwarmOptions): Promise<number> {
  const life = new Lifecycle();
  try {
    return await play(options, life);
  } finally {
    await life.close();
  }
}

async function play(options: SwarmOptions, life: Lifecycle): Promise<number> {
  const { fleet, workers, duration, metrics: address } = planSwarm(options);
  const { modules, broker, seed } = fleet;
  checkLimits(modules, broker, readLimits());
  const tell = (sentence: string): void => void process.stderr.write(`atmqtt: ${sentence}\n`);
  const stats = new Stats();
  let heard = (counts: StatsCounts): void => stats.add(counts);
  if (address !== undefined) {
    const metrics = new SwarmMetrics(modules);
    life.onClose(() => metrics.close());
    const port = await metrics.listen(address);
    tell(`metrics at http://${formatHostPort({ host: address.host, port })}/metrics`);
    if (!isLoopback(address.host)) tell(`anyone who reaches ${address.host} can read the metrics.`);
    heard = (counts) => {
      stats.add(counts);
      metrics.add(counts);
    };
  }
  tell(
    `${modules} modules in ${workers} threads to ${broker.host}:${broker.port}, --seed ${seed}; Ctrl-C ends.`,
  );
  life.stopOnSignals();
  const began = systemClock.now();
  const pool = new WorkerPool(fleet, workers, heard);
  life.onClose(() => pool.close());
  const progress = new Progress(stats, modules, systemClock, process.stderr);
  life.onClose(() => progress.stop());
  if (duration !== undefined) life.onClose(systemClock.after(duration * 1000, () => life.stop(0)));
  await Promise.race([life.stopped, pool.broken]);
  const seconds = (systemClock.now() - began) / 1000;
  progress.stop();
  // As it is now, before the modules are switched off.
  const residentBytes = process.memoryUsage.rss();
  await pool.stop();
  const summary = summarise(stats, { modules, residentBytes, seconds, workers });
  process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : describeSummary(summary));
  return summary.ok ? 0 : EXIT_NOT_WELL;
}
