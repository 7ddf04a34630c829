import { areaOf } from '#faults/table';
import { type Message, message } from '#messages/message';
import type { Scenario, ScenarioStep } from './model.ts';
import type { PlayOptions } from './play/play-scenario.ts';
import { ScenarioFileError } from './scenario-file-error.ts';

/** What becomes of steps that cannot be done where a scenario is played. */
export interface Playable {
  readonly scenario: Scenario;
  /** What was left out, each with its line. */
  readonly skipped: readonly Message[];
}

/**
 * Checks that everything can be done where it is to be played.
 * @param skipFaults leaves out what goes on inside of a module where that is out of reach
 * @throws ScenarioFileError for the rest
 */
export function checkPlayable(
  scenario: Scenario,
  { against, plays }: Pick<PlayOptions, 'against' | 'plays'>,
  skipFaults: boolean,
): Playable {
  const remote = against !== undefined && plays === 'host' ? against : undefined;
  const mistakes: { line: number; reason: Message }[] = [];
  const skipped: Message[] = [];
  const { file, settings } = scenario;
  const outOfReach = (line: number, reason: Message): boolean => {
    if (!skipFaults) mistakes.push({ line, reason });
    else skipped.push(message('scenario.leftOut', { file, line, reason }));
    return skipFaults;
  };
  const keep = (step: ScenarioStep): ScenarioStep[] => {
    const { line } = step;
    const wants = brokerWanted(step);
    if (wants !== undefined && scenario.broker === undefined) {
      mistakes.push({ line, reason: message('scenario.needsBroker', { step: step.shown }) });
    }
    if (step.kind === 'send' && plays === 'module') {
      mistakes.push({ line, reason: message('scenario.hostSends', { step: step.shown }) });
    }
    if (remote !== undefined && isInside(step, scenario)) {
      return outOfReach(line, message('scenario.notAgainst', { step: step.shown, port: remote }))
        ? []
        : [step];
    }
    if (step.kind === 'parallel')
      return [{ ...step, branches: step.branches.map((each) => each.flatMap(keep)) }];
    if (step.kind === 'repeat' || step.kind === 'within')
      return [{ ...step, steps: step.steps.flatMap(keep) }];
    return [step];
  };
  if (remote !== undefined && settings !== undefined) {
    outOfReach(scenario.settingsLine, message('scenario.settingsNotAgainst', { port: remote }));
  }
  const steps = scenario.steps.flatMap(keep);
  if (mistakes.length > 0) throw new ScenarioFileError(file, mistakes);
  return { scenario: { ...scenario, steps }, skipped };
}

/** What happens inside of a module, where nobody reaches who has its line only. */
function isInside(step: ScenarioStep, { broker }: Scenario): boolean {
  if (step.kind === 'power') return true;
  return step.kind === 'fault' && (areaOf(step.name) !== 'broker' || broker === undefined);
}

/** Whether a step needs the embedded broker. */
function brokerWanted(step: ScenarioStep): true | undefined {
  if (step.kind === 'publish') return true;
  return step.kind === 'expect' && 'published' in step.expected ? true : undefined;
}
