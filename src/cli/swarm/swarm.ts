import { Lifecycle } from '#app/lifecycle';
import { planRun, type SwarmOptions } from '#swarm/run-plan';
import { runSwarm } from '#swarm/run-swarm';
import { systemClock } from '#time/clock';
import { notice } from '../output.ts';
import { describeSummary } from './describe-summary.ts';
import { Progress } from './progress.ts';

const EXIT_NOT_WELL = 1;

/**
 * Runs a swarm of modules until its time is up or a signal comes, then prints how it did.
 * @returns the exit code: 0 when all got through, nobody was lost and nothing failed
 * @throws UsageError, ScenarioError, SettingsError, WorkerPoolError
 */
export async function swarm(options: SwarmOptions): Promise<number> {
  const plan = planRun(options);
  const life = new Lifecycle();
  try {
    const summary = await runSwarm(plan, {
      life,
      notice,
      began(stats) {
        const progress = new Progress(stats, plan.swarm.modules, systemClock, process.stderr);
        return () => progress.stop();
      },
    });
    process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : describeSummary(summary));
    return summary.ok ? 0 : EXIT_NOT_WELL;
  } finally {
    await life.close();
  }
}
