import { message } from '#messages/message';
import type { Scenario, ScenarioStep } from '#scenario/model';
import type { PlayResult } from '#scenario/play/play-scenario';
import type { StepOutcome } from '#scenario/play/run-steps';
import type { Clock } from '#time/clock';
import { ControlError } from '../control-error.ts';

/** What is played: a scenario that comes with the program, or one as YAML. */
export interface PlayRequest {
  readonly name?: string | undefined;
  readonly text?: string | undefined;
}

/** Lines of the traffic that are told. */
const MAX_TRAFFIC = 200;
/** What one is called that was given as text. */
const PASTED = 'pasted.yaml';

/** A step, as it is told. */
interface PlayedStep {
  readonly step: ScenarioStep;
  readonly depth: number;
  rounds: number;
  last: StepOutcome | undefined;
}

/** A scenario that is played or was. */
interface Play {
  readonly scenario: Scenario;
  readonly startedAt: number;
  readonly steps: readonly PlayedStep[];
  readonly callOff: AbortController;
  result: PlayResult | undefined;
  /** Why it could not begin, or broke off. */
  error: unknown;
  over: Promise<void>;
}

/** Plays scenarios, one at a time, each on a module of its own in this process; the code for that is loaded with the first. */
export class ScenarioPlayer {
  readonly #clock: Clock;
  #play: Play | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is played, or was last. */
  get play(): Play | undefined {
    return this.#play;
  }

  /** Whether one is played now. */
  get plays(): boolean {
    return this.#play !== undefined && this.#play.result === undefined && this.#play.error === undefined;
  }

  /** Begins to play. @throws ControlError `CONFLICT` while another is played, UsageError for what is no scenario */
  async begin({ name, text }: PlayRequest): Promise<Play> {
    const [{ parseScenario, readScenario }, { findReady }, { checkPlayable }, { playScenario }] =
      await Promise.all([
        import('#scenario/read/read-scenario'),
        import('#scenario/find-scenario'),
        import('#scenario/check-playable'),
        import('#scenario/play/play-scenario'),
      ]);
    if (this.#play !== undefined && this.plays)
      throw new ControlError(
        'CONFLICT',
        message('controlAction.playsAlready', { name: this.#play.scenario.name }),
      );
    const read = text === undefined ? readScenario(findReady(name ?? '')) : parseScenario(text, PASTED);
    const options = { against: undefined, plays: 'host' as const, brokerAt: undefined, seed: undefined };
    const { scenario } = checkPlayable(read, options, false);
    const steps = flattened(scenario.steps);
    const played = new Map(steps.map((each) => [each.step, each]));
    const play: Play = {
      ...{ scenario, startedAt: this.#clock.wall(), steps, callOff: new AbortController() },
      ...{ result: undefined, error: undefined, over: Promise.resolve() },
    };
    this.#play = play;
    const listener = {
      fault() {},
      waiting() {},
      over(outcome: StepOutcome) {
        const step = played.get(outcome.step);
        if (step === undefined) return;
        step.rounds++;
        step.last = outcome;
      },
    };
    play.over = playScenario(scenario, options, listener, this.#clock, play.callOff.signal).then(
      (result) => {
        play.result = result;
      },
      (error: unknown) => {
        play.error = error;
      },
    );
    return play;
  }

  /** Ends what is played. @throws ControlError `CONFLICT` when nothing is */
  async end(): Promise<void> {
    const play = this.#play;
    if (play === undefined || !this.plays)
      throw new ControlError('CONFLICT', message('controlAction.nothingPlays'));
    play.callOff.abort(message('controlAction.scenarioEnded'));
    await play.over;
  }

  /** Ends whatever is played, with the program. */
  async close(): Promise<void> {
    if (this.plays) await this.end();
  }
}

/** The traffic of a play that is over. */
export function trafficOf({ result }: Play): readonly string[] {
  return result?.traffic.slice(-MAX_TRAFFIC) ?? [];
}

/** Steps with those inside of them behind each. */
function flattened(steps: readonly ScenarioStep[], depth = 0): PlayedStep[] {
  return steps.flatMap((step) => [
    { step, depth, rounds: 0, last: undefined },
    ...flattened(insideOf(step), depth + 1),
  ]);
}

function insideOf(step: ScenarioStep): readonly ScenarioStep[] {
  if (step.kind === 'parallel') return step.branches.flat();
  return step.kind === 'repeat' || step.kind === 'within' ? step.steps : [];
}
