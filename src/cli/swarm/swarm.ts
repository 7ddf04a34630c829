import { Lifecycle } from '#app/lifecycle';
import { brokerPassword, type PasswordOptions } from '#config/broker-password';
import { removeEarlierReport } from '#expect/report-file';
import { english } from '#messages/language';
import { parseBrokerUrl } from '#swarm/broker-url';
import { describeSummary } from '#swarm/describe-summary';
import { planRun, type SwarmOptions } from '#swarm/run-plan';
import { runSwarm } from '#swarm/run-swarm';
import { systemClock } from '#time/clock';
import { printedLanguage } from '../language.ts';
import { reportNoStart } from '../no-start.ts';
import { notice } from '../output.ts';
import { Progress } from './progress.ts';
import { casesOf } from './report-cases.ts';

const EXIT_NOT_WELL = 1;
const SUITE = 'swarm';

/** The options of `swarm`, as they were typed. */
export type SwarmArguments = SwarmOptions & PasswordOptions & { readonly junit?: string };

/**
 * Runs a swarm of modules until its time is up or a signal comes, then prints how it did.
 * @returns the exit code: 0 when no threshold was crossed; without any, when all got through, nobody was lost and nothing failed
 * @throws UsageError, ScenarioError, SettingsError, WorkerPoolError
 */
export async function swarm(options: SwarmArguments): Promise<number> {
  try {
    return await runPlanned(options);
  } catch (error) {
    if (options.junit !== undefined) await reportNoStart({ junit: options.junit }, error);
    throw error;
  }
}

async function runPlanned(options: SwarmArguments): Promise<number> {
  const plan = planRun(withPassword(options));
  const language = options.json === true ? english : printedLanguage();
  if (options.junit !== undefined) removeEarlierReport(options.junit);
  const life = new Lifecycle();
  const startedAt = systemClock.wall();
  try {
    // Fastify and all that is built on it: only where it is asked for.
    const page =
      plan.web && (await (await import('./swarm-page.ts')).openSwarmPage(plan.web, plan, life, notice));
    const summary = await runSwarm(plan, {
      life,
      language,
      notice,
      began(stats) {
        const progress = new Progress(stats, plan.swarm.modules, systemClock, process.stderr);
        return () => {
          progress.stop();
          page?.ending();
        };
      },
      ...(page && { heard: (counts, worker) => page.add(counts, worker) }),
    });
    if (options.junit !== undefined) {
      const { writeJunit } = await import('#expect/junit');
      await writeJunit(options.junit, [{ name: SUITE, cases: casesOf(summary), startedAt }]);
    }
    process.stdout.write(
      options.json === true ? `${JSON.stringify(summary)}\n` : describeSummary(summary, language),
    );
    return summary.ok ? 0 : EXIT_NOT_WELL;
  } finally {
    await life.close();
  }
}

/** The options, with the password from wherever it is. @throws ScenarioError, UsageError */
function withPassword(options: SwarmArguments): SwarmOptions {
  const { username, password: value } = parseBrokerUrl(options.broker);
  const typed = { option: '--broker', value } as const;
  const password = brokerPassword(options, { username, typed }, process.env, notice);
  return password === undefined || password === '' ? options : { ...options, password };
}
