import { Lifecycle } from '#app/lifecycle';
import { systemClock } from '#time/clock';
import { Crew } from '../crew.ts';
import { Tally, type TallyCounts } from '../tally.ts';
import { checkLimits, readLimits } from './limits.ts';
import { isLoopback, SwarmMetrics } from './metrics.ts';
import { planSwarm, type SwarmOptions } from './options.ts';
import { Progress } from './progress.ts';
import { describeSummary, summarise } from './summary.ts';

const EXIT_NOT_WELL = 1;

/**
 * Runs a swarm of modules until its time is up or a signal comes, then prints how it did.
 * @returns the exit code: 0 when nobody was lost and nothing failed
 * @throws UsageError, ScenarioError, SettingsError, CrewError
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
  const tally = new Tally();
  let heard = (counts: TallyCounts): void => tally.add(counts);
  if (address !== undefined) {
    const metrics = new SwarmMetrics(modules);
    life.onClose(() => metrics.close());
    const port = await metrics.listen(address);
    tell(
      `metrics at http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/metrics`,
    );
    if (!isLoopback(address.host)) tell(`anyone who reaches ${address.host} can read the metrics.`);
    heard = (counts) => {
      tally.add(counts);
      metrics.add(counts);
    };
  }
  tell(
    `${modules} modules in ${workers} threads to ${broker.host}:${broker.port}, --seed ${seed}; Ctrl-C ends.`,
  );
  life.stopOnSignals();
  const began = systemClock.now();
  const crew = new Crew(fleet, workers, heard);
  life.onClose(() => crew.close());
  const progress = new Progress(tally, modules, systemClock, process.stderr);
  life.onClose(() => progress.stop());
  if (duration !== undefined) life.onClose(systemClock.after(duration * 1000, () => life.stop(0)));
  await Promise.race([life.stopped, crew.broken]);
  const seconds = (systemClock.now() - began) / 1000;
  progress.stop();
  // As it is now, before the modules are switched off.
  const residentBytes = process.memoryUsage.rss();
  await crew.stop();
  const summary = summarise(tally, { modules, residentBytes, seconds, workers });
  process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : describeSummary(summary));
  return summary.ok ? 0 : EXIT_NOT_WELL;
}
