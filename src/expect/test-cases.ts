import { type Message, message } from '#messages/message';
import type { Expected } from './expected.ts';
import type { ProgramEnd, Verdict } from './verdict.ts';

/** One thing that was expected, as a test case of the report. */
export interface TestCase {
  readonly name: string;
  /** How long it took. */
  readonly seconds: number;
  readonly failure?: Message;
  /** Why it was not looked at. */
  readonly skipped?: Message;
}

/** How a run went, as far as it has. Times are milliseconds of one clock. */
interface RunOutcome {
  readonly startedAt: number;
  readonly endedAt: number;
  /** When each expectation was met; those behind were not. */
  readonly metAt: readonly number[];
  /** Which pattern came that may not. */
  readonly failed: { readonly index: number; readonly reason: Message } | undefined;
  readonly timedOut: Message | undefined;
  /** How the program ended; undefined: it has not, or there was none. */
  readonly program: ProgramEnd | undefined;
  readonly verdict: Verdict | undefined;
}

/** A test case for each pattern, for the program and for the time. */
export function testCases(
  { expect, fail, command, timeoutMs }: Expected,
  outcome: RunOutcome,
): readonly TestCase[] {
  const seconds = (outcome.endedAt - outcome.startedAt) / 1000;
  return [
    ...expect.map(({ text }, index) => ({ name: `expect ${text}`, ...expectation(index, outcome) })),
    ...fail.map(({ text }, index): TestCase => {
      const failure = outcome.failed?.index === index ? { failure: outcome.failed.reason } : {};
      return { name: `fail ${text}`, seconds, ...failure };
    }),
    ...(command === undefined ? [] : [{ name: `exec ${command}`, seconds, ...program(outcome) }]),
    ...(timeoutMs === undefined
      ? []
      : [
          {
            name: `timeout ${timeoutMs / 1000} s`,
            seconds,
            ...(outcome.timedOut && { failure: outcome.timedOut }),
          },
        ]),
  ];
}

function expectation(index: number, outcome: RunOutcome): Omit<TestCase, 'name'> {
  const { startedAt, endedAt, metAt, failed, verdict } = outcome;
  const skipped = message('expect.caseNotReached');
  if (index > metAt.length) return { seconds: 0, skipped };
  const seconds = ((metAt[index] ?? endedAt) - (metAt[index - 1] ?? startedAt)) / 1000;
  if (index < metAt.length) return { seconds };
  if (failed !== undefined) return { seconds, skipped };
  return { seconds, failure: verdict?.reason ?? message('expect.caseDidNotCome') };
}

function program({ program: end, verdict }: RunOutcome): Pick<TestCase, 'failure' | 'skipped'> {
  if (end !== undefined) {
    return end.code === 0 ? {} : { failure: message('expect.caseProgramEnded', { how: end.how }) };
  }
  if (verdict === undefined) return { failure: message('expect.caseDidNotBegin') };
  return verdict.code === 0 ? {} : { skipped: message('expect.caseNotReached') };
}
