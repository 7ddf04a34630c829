import type { ParallelStep, ScenarioStep } from '../model.ts';
import { isScenarioError } from '../scenario-error.ts';
import { performStep } from './perform-step.ts';
import type { PlayContext } from './play-context.ts';
import { isStepFailure, StepFailure } from './step-failure.ts';

/** How a step came out. */
export interface StepOutcome {
  readonly step: ScenarioStep;
  /** How many steps it is inside of. */
  readonly depth: number;
  readonly seconds: number;
  /** Undefined: as it should. */
  readonly failure: StepFailure | undefined;
}

/** Who follows the steps. */
export interface StepListener {
  /** A step is over; those inside of it were told before. */
  over(outcome: StepOutcome): void;
}

/** A step that failed, the innermost one. */
export interface FailedStep {
  readonly step: ScenarioStep;
  readonly failure: StepFailure;
}

/** Does steps one after another. @returns the one that failed, after which no more was done; undefined: none */
export async function runSteps(
  steps: readonly ScenarioStep[],
  context: PlayContext,
  listener: StepListener,
  depth = 0,
): Promise<FailedStep | undefined> {
  for (const step of steps) {
    const { clock } = context.shared;
    const startedAt = clock.now();
    const failed = await runStep(step, context, listener, depth);
    const seconds = (clock.now() - startedAt) / 1000;
    listener.over({ step, depth, seconds, failure: failed?.failure });
    if (failed !== undefined) return failed;
  }
  return undefined;
}

async function runStep(
  step: ScenarioStep,
  context: PlayContext,
  listener: StepListener,
  depth: number,
): Promise<FailedStep | undefined> {
  try {
    switch (step.kind) {
      case 'repeat': {
        for (let round = 1; round <= step.times; round++) {
          const failed = await runSteps(step.steps, context.inRound(round), listener, depth + 1);
          if (failed !== undefined) return failed;
        }
        return undefined;
      }
      case 'within': {
        const { clock } = context.shared;
        const at = clock.now() + step.ms;
        const inTime = context.until({ at, ms: step.ms, line: step.line });
        const failed = await runSteps(step.steps, inTime, listener, depth + 1);
        if (failed === undefined && clock.now() > at) throw inTime.tooLate();
        return failed;
      }
      case 'parallel':
        return await runBranches(step, context, listener, depth + 1);
      default:
        return void (await performStep(step, context));
    }
  } catch (error) {
    // A placeholder may have made of a text what cannot be read.
    if (isScenarioError(error)) return { step, failure: new StepFailure(error.reason) };
    if (!isStepFailure(error)) throw error;
    return { step, failure: error };
  }
}

/** The first one that fails calls off the others. */
async function runBranches(
  { branches }: ParallelStep,
  context: PlayContext,
  listener: StepListener,
  depth: number,
): Promise<FailedStep | undefined> {
  const calledOff = new AbortController();
  let first: FailedStep | undefined;
  const contexts = branches.map(() => context.branch(calledOff.signal));
  const quiet: StepListener = {
    over: (outcome) => {
      // What was called off did not fail by itself.
      const isCalledOff = outcome.failure !== undefined && outcome.failure.reason === calledOff.signal.reason;
      if (!isCalledOff) listener.over(outcome);
    },
  };
  await Promise.all(
    branches.map(async (steps, index) => {
      const failed = await runSteps(steps, contexts[index] as PlayContext, quiet, depth);
      if (failed === undefined || first !== undefined) return;
      first = failed;
      calledOff.abort(failed.failure.reason);
    }),
  );
  context.inbox.join(contexts.map(({ inbox }) => inbox));
  return first;
}
