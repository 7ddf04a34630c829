import { EventStream } from '#expect/event-stream';
import type { FaultPhase } from '#faults/fault-set';
import { message, textOf } from '#messages/message';
import { differenceOf } from '#scenario/difference';
import type { NewPlayEvent } from '#scenario/events';
import type { Scenario } from '#scenario/model';
import type { PlayResult } from '#scenario/play/play-scenario';
import type { StepOutcome } from '#scenario/play/run-steps';
import { systemClock } from '#time/clock';
import { printedLanguage, printedText } from '../language.ts';
import { print } from '../output.ts';

/** Lines of the traffic that a failure shows. */
const SHOWN_LINES = 20;
/** Milliseconds that the reader of events gets to take the last ones. */
const LAST_EVENTS_MS = 1000;

/** How all came out. */
export interface PlayVerdict {
  readonly code: number;
  readonly passed: number;
  readonly failed: number;
}

/** Tells how scenarios go. */
export interface PlayReporter {
  begins(scenario: Scenario, seed: number): void;
  waiting(scenario: Scenario, where: string): void;
  step(scenario: Scenario, outcome: StepOutcome): void;
  fault(scenario: Scenario, name: string, phase: FaultPhase): void;
  over(result: PlayResult): void;
  ended(verdict: PlayVerdict): Promise<void>;
}

/** For programs, or for people. */
export function reporterFor(json: boolean): PlayReporter {
  return json ? new EventReporter() : new TextReporter();
}

class TextReporter implements PlayReporter {
  begins({ name }: Scenario): void {
    print(name);
  }

  waiting(_scenario: Scenario, where: string): void {
    print(printedText(message('scenario.waiting', { where })));
  }

  step(_scenario: Scenario, { step, depth, seconds, failure }: StepOutcome): void {
    print(
      printedText(
        message('scenario.stepLine', { ok: failure === undefined, seconds, depth, step: step.shown }),
      ),
    );
  }

  /** It stands in the traffic, which a failure shows. */
  fault(): void {}

  over({ scenario, failed, seconds, outcomes, trafficIn }: PlayResult): void {
    const { name, file } = scenario;
    if (failed === undefined) {
      print(printedText(message('scenario.cameThrough', { name, steps: outcomes.length, seconds })));
      return;
    }
    const { step, failure } = failed;
    print(printedText(message('scenario.failedAt', { file, line: step.line, reason: failure.reason })));
    const difference = failure.wanted === undefined ? [] : differenceOf(failure.wanted);
    for (const line of [...difference, ...trafficIn(printedLanguage()).slice(-SHOWN_LINES)])
      print(`  ${line}`);
    print(printedText(message('scenario.failed', { name, seconds })));
  }

  async ended({ passed, failed }: PlayVerdict): Promise<void> {
    if (passed + failed > 1) print(printedText(message('scenario.summary', { passed, failed })));
  }
}

class EventReporter implements PlayReporter {
  readonly #events = new EventStream<NewPlayEvent>({ stream: process.stdout, clock: systemClock, gone() {} });

  begins({ name, file }: Scenario, seed: number): void {
    this.#events.write({ event: 'scenario', scenario: name, file, seed });
  }

  waiting({ name }: Scenario, where: string): void {
    this.#events.write({ event: 'waiting', scenario: name, where });
  }

  step({ name }: Scenario, { step, depth, seconds, failure }: StepOutcome): void {
    this.#events.write({
      event: 'step',
      scenario: name,
      line: step.line,
      step: step.shown,
      depth,
      ok: failure === undefined,
      ms: milliseconds(seconds),
      ...(failure === undefined ? {} : { why: textOf(failure.reason) }),
    });
  }

  fault({ name }: Scenario, fault: string, phase: FaultPhase): void {
    this.#events.write({ event: 'fault', scenario: name, fault, phase });
  }

  over({ scenario, failed, seconds, traffic }: PlayResult): void {
    const why =
      failed === undefined
        ? {}
        : {
            line: failed.step.line,
            why: textOf(failed.failure.reason),
            traffic: traffic.slice(-SHOWN_LINES),
          };
    this.#events.write({
      event: 'outcome',
      scenario: scenario.name,
      ok: failed === undefined,
      ms: milliseconds(seconds),
      ...why,
    });
  }

  async ended(verdict: PlayVerdict): Promise<void> {
    this.#events.write({ event: 'verdict', ...verdict });
    await this.#events.flush(LAST_EVENTS_MS);
  }
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000_000) / 1000;
}
