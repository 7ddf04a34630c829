import { areaOf } from '#faults/table';
import { type Message, message } from '#messages/message';
import type { Scenario, ScenarioStep, TextPattern } from './model.ts';
import type { PlayOptions } from './play/play-scenario.ts';
import { ScenarioFileError } from './scenario-file-error.ts';
import type { Template } from './template.ts';

/** Which listener a placeholder needs. */
const LISTENER_OF = {
  'broker.port': 'tcp',
  port: 'tcp',
  'broker.tlsPort': 'tls',
  'broker.wsPort': 'ws',
  'broker.wssPort': 'wss',
} as const;

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
    for (const [name, kind] of Object.entries(LISTENER_OF)) {
      if (scenario.broker === undefined || kind in scenario.broker || !uses(step, name)) continue;
      mistakes.push({ line, reason: message('scenario.needsListener', { name, kind }) });
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

/** Whether a placeholder occurs in what a step itself sends, publishes or expects. */
function uses(step: ScenarioStep, name: string): boolean {
  return templatesOf(step).some((template) => template.uses(name));
}

function templatesOf(step: ScenarioStep): readonly Template[] {
  switch (step.kind) {
    case 'at':
      return [step.template, ...(step.data === undefined ? [] : [step.data]), ...templates(step.texts)];
    case 'send':
      return [step.template];
    case 'expect':
      if ('texts' in step.expected) return templates(step.expected.texts);
      return 'urc' in step.expected ? templates(Object.values(step.expected.urc.fields)) : [];
    case 'publish':
      return [step.topic, step.payload];
    default:
      return [];
  }
}

function templates(patterns: readonly TextPattern[]): readonly Template[] {
  return patterns.map(({ template }) => template);
}
