import { isUtf8 } from '#bytes/utf8';
import { areaOf, type FaultName, type FaultSpec } from '#faults/table';
import { type Message, message, textOf } from '#messages/message';
import type { AtStep, FaultStep, Scenario, ScenarioStep, SwarmPart } from '#scenario/model';
import { toBytes } from '#scenario/notation';
import { parseScenario, readScenario } from '#scenario/read/read-scenario';
import { ScenarioFileError } from '#scenario/scenario-file-error';
import { DEFAULT_SCENARIO } from './default-scenario.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** A line and what comes back. */
export interface SwarmLine {
  readonly line: string;
  /** As in a scenario: texts, or regular expressions between slashes. */
  readonly expect: readonly string[];
  readonly timeoutMs: number;
  /** Sent at the prompt. */
  readonly data?: string;
}

/** A fault that goes on or off at the module. */
export type FaultChange = { readonly faultOn: FaultSpec } | { readonly faultOff: FaultName };

/** One thing that each module does; it can be sent to another thread. */
export type SwarmStep = SwarmLine | { readonly waitMs: number } | FaultChange;

/** What every module of a swarm does. */
export interface SwarmScenario extends Omit<SwarmPart, 'loop'> {
  readonly steps: readonly SwarmStep[];
  readonly loop:
    | { readonly rate: number; readonly jitter: number; readonly steps: readonly SwarmStep[] }
    | undefined;
}

/** Reads a scenario file for a swarm; without one, the built-in scenario. @throws ScenarioFileError, UsageError */
export function readSwarmScenario(file: string | undefined): SwarmScenario {
  const scenario =
    file === undefined
      ? parseScenario(DEFAULT_SCENARIO, textOf(message('swarm.builtIn')))
      : readScenario(file, message('swarm.printHelps'));
  return forSwarm(scenario);
}

/** What a swarm makes of a scenario. @throws ScenarioFileError for a step that its modules cannot do */
export function forSwarm({ file, steps, swarm, timeoutMs = DEFAULT_TIMEOUT_MS }: Scenario): SwarmScenario {
  const mistakes: { line: number; reason: Message }[] = [];
  const compiled = (list: readonly ScenarioStep[]): SwarmStep[] =>
    list.flatMap((step) => {
      const made = stepOf(step, timeoutMs);
      if (made !== undefined) return [made];
      mistakes.push({ line: step.line, reason: message('swarm.cannot', { step: step.shown }) });
      return [];
    });
  const { loop } = swarm;
  const made: SwarmScenario = {
    ...swarm,
    steps: compiled(steps),
    loop: loop === undefined ? undefined : { ...loop, steps: compiled(loop.steps) },
  };
  if (mistakes.length > 0) throw new ScenarioFileError(file, mistakes);
  return made;
}

function stepOf(step: ScenarioStep, timeoutMs: number): SwarmStep | undefined {
  if (step.kind === 'wait' && 'ms' in step.wait) return { waitMs: step.wait.ms };
  if (step.kind === 'fault') return faultChangeOf(step);
  if (step.kind !== 'at' || step.fails !== false || step.silenceMs !== undefined) return undefined;
  return lineOf(step, timeoutMs);
}

/** Those of the UART act in a filter, of which a swarm would hold thousands. */
function faultChangeOf({ name, spec }: FaultStep): FaultChange | undefined {
  if (areaOf(name) === 'uart') return undefined;
  return spec === undefined ? { faultOff: name } : { faultOn: spec };
}

/** Whether anything goes wrong on command in a scenario. */
export function hasFaults({ steps, loop }: SwarmScenario): boolean {
  return [...steps, ...(loop?.steps ?? [])].some((step) => 'faultOn' in step);
}

function lineOf({ template, texts, data, timeoutMs }: AtStep, usual: number): SwarmLine | undefined {
  const [line, bytes] = [plain(template.text), plain(data?.text ?? '')];
  if (line === undefined || bytes === undefined) return undefined;
  return {
    line,
    expect: texts.map(({ shown }) => shown),
    timeoutMs: timeoutMs ?? usual,
    ...(data === undefined ? {} : { data: bytes }),
  };
}

/** A text without the marks of the notation; undefined when it is no text then. */
function plain(text: string): string | undefined {
  const bytes = toBytes(text);
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
