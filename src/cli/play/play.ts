import { Lifecycle } from '#app/lifecycle';
import { UsageError } from '#errors/usage-error';
import type { Suite } from '#expect/junit';
import { removeEarlierReport } from '#expect/report-file';
import type { TestCase } from '#expect/test-cases';
import type { FaultPhase } from '#faults/fault-set';
import { message } from '#messages/message';
import { checkPlayable, type Playable } from '#scenario/check-playable';
import { findScenario, readyFile, readyNames } from '#scenario/find-scenario';
import type { Scenario } from '#scenario/model';
import { notReached, type PlayOptions, type PlayResult, playScenario } from '#scenario/play/play-scenario';
import { type PlayChoices, planPlay } from '#scenario/play-plan';
import { readScenario } from '#scenario/read/read-scenario';
import { shortAbout } from '#scenario/short-about';
import { systemClock } from '#time/clock';
import { printedLanguage, printedText } from '../language.ts';
import { reportNoStart } from '../no-start.ts';
import { notice, print } from '../output.ts';
import { type PlayReporter, reporterFor } from './reporter.ts';

const EXIT_FAILED = 1;

/** The options of `play`, as they were typed. */
export interface PlayArguments extends PlayChoices {
  readonly all?: true;
  readonly list?: true;
  readonly skipFaults?: true;
  readonly junit?: string;
  readonly json?: true;
}

/**
 * Plays scenarios one after another.
 * @returns the exit code: 0 when all came through
 * @throws UsageError, ScenarioFileError, PortError, BrokerError when one cannot begin
 */
export async function play(named: readonly string[], options: PlayArguments): Promise<number> {
  if (options.list === true) {
    list();
    return 0;
  }
  const life = new Lifecycle();
  try {
    return await playAll(named, options, life);
  } catch (error) {
    if (options.junit !== undefined) await reportNoStart({ junit: options.junit }, error);
    throw error;
  } finally {
    await life.close();
  }
}

async function playAll(named: readonly string[], options: PlayArguments, life: Lifecycle): Promise<number> {
  const plan = planPlay(options);
  // All are read before the first one is played.
  const playables = scenariosOf(named, options).map((scenario) =>
    checkPlayable(scenario, plan, options.skipFaults === true),
  );
  if (options.junit !== undefined) removeEarlierReport(options.junit);
  const calledOff = new AbortController();
  life.stopOnSignals((signal) => calledOff.abort(message('scenario.interrupted', { signal })));
  const reporter = reporterFor(options.json === true);
  const suites: Suite[] = [];
  let failed = 0;
  for (const playable of playables) {
    if (calledOff.signal.aborted) break;
    const startedAt = systemClock.wall();
    const result = await playOne(playable, plan, reporter, calledOff.signal);
    if (result.failed !== undefined) failed++;
    suites.push({ name: result.scenario.name, cases: casesOf(result), startedAt, traffic: result.traffic });
  }
  if (options.junit !== undefined) {
    const { writeJunit } = await import('#expect/junit');
    await writeJunit(options.junit, suites);
  }
  const code = failed > 0 || suites.length < playables.length ? EXIT_FAILED : 0;
  await reporter.ended({ code, passed: suites.length - failed, failed });
  return code;
}

async function playOne(
  { scenario, skipped }: Playable,
  plan: PlayOptions,
  reporter: PlayReporter,
  signal: AbortSignal,
): Promise<PlayResult> {
  for (const each of skipped) notice(each);
  reporter.begins(scenario, plan.seed ?? scenario.seed);
  const listener = {
    fault: (name: string, phase: FaultPhase) => reporter.fault(scenario, name, phase),
    waiting: (where: string) => reporter.waiting(scenario, where),
    over: (outcome: PlayResult['outcomes'][number]) => reporter.step(scenario, outcome),
  };
  const result = await playScenario(scenario, plan, listener, systemClock, signal);
  reporter.over(result);
  return result;
}

function scenariosOf(named: readonly string[], { all }: PlayArguments): readonly Scenario[] {
  const files = [...(all === true ? readyNames().map(readyFile) : []), ...named.map(findScenario)];
  if (files.length === 0) throw new UsageError(message('scenario.nothingToPlay'));
  return files.map((file) => readScenario(file));
}

function casesOf(result: PlayResult): readonly TestCase[] {
  const { outcomes, failed, scenario } = result;
  const { file } = scenario;
  const nameOf = (shown: string, line: number): string => `${shown} (line ${line})`;
  const skipped = message('scenario.notReached');
  return [
    ...outcomes.map(({ step, seconds, failure }) => ({
      name: nameOf(step.shown, step.line),
      seconds,
      ...(failure === undefined
        ? {}
        : {
            failure: message('scenario.failedAt', {
              file,
              line: failed?.step.line ?? step.line,
              reason: failure.reason,
            }),
          }),
    })),
    ...notReached(result).map(({ shown, line }) => ({ name: nameOf(shown, line), seconds: 0, skipped })),
  ];
}

function list(): void {
  const scenarios = readyNames().map((name) => readScenario(readyFile(name)));
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, about = '' } of scenarios) {
    print(
      printedText(
        message('scenario.listLine', {
          name,
          width,
          about: printedLanguage().describe(shortAbout(about)),
        }),
      ),
    );
  }
}
