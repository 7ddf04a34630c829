import { type Message, message } from '#messages/message';
import type { ProgramEnd } from '#ports/process/program-end';
import type { Expected, PortPrograms } from './expected.ts';
import type { MonitorOptions } from './monitor-options.ts';
import type { Verdict } from './verdict.ts';

/** One thing that was expected, as a test case of the report. */
export interface TestCase {
  readonly name: string;
  /** How long it took. */
  readonly seconds: number;
  readonly failure?: Message;
  /** What the program wrote last to its standard error, below the failure. */
  readonly lastLines?: readonly string[];
  /** Why it was not looked at. */
  readonly skipped?: Message;
}

type Outcome = Pick<TestCase, 'failure' | 'skipped' | 'lastLines'>;

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
  /** How the programs of exec ports ended, by their place among them. */
  readonly portPrograms: ReadonlyMap<number, ProgramEnd>;
  readonly verdict: Verdict | undefined;
}

/** A test case for each pattern, for each program and for the time. A run that failed has one that failed. */
export function testCases(
  expected: Expected & { readonly portPrograms: PortPrograms },
  outcome: RunOutcome,
): readonly TestCase[] {
  const cases = eachCase(expected, outcome);
  const { verdict } = outcome;
  const told =
    verdict === undefined || verdict.code === 0 || cases.some(({ failure }) => failure !== undefined);
  if (told || verdict.reason === undefined) return cases;
  const seconds = (outcome.endedAt - outcome.startedAt) / 1000;
  return [...cases, { name: 'run', seconds, failure: verdict.reason }];
}

/** The report of a run that did not start, by the options as they were typed. */
export function casesWithoutStart(options: MonitorOptions, reason: Message): readonly TestCase[] {
  const { expect = [], fail = [], exec, timeout } = options;
  const names = [
    ...expect.map((text) => `expect ${text}`),
    ...fail.map((text) => `fail ${text}`),
    ...(exec === undefined ? [] : [`exec ${exec}`]),
    ...(timeout === undefined ? [] : [`timeout ${timeout} s`]),
  ];
  const skipped = message('expect.caseNoStart');
  return [
    { name: 'start', seconds: 0, failure: reason },
    ...names.map((name) => ({ name, seconds: 0, skipped })),
  ];
}

function eachCase(
  { expect, fail, command, timeoutMs, portPrograms }: Expected & { readonly portPrograms: PortPrograms },
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
    ...namesOf(portPrograms).map((name, at) => ({ name, seconds, ...portProgram(at, outcome) })),
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

function program({ program: end, verdict }: RunOutcome): Outcome {
  if (end !== undefined) return ended(end);
  if (verdict === undefined) return { failure: message('expect.caseDidNotBegin') };
  return verdict.code === 0 ? {} : { skipped: message('expect.caseNotReached') };
}

/** The programs of exec ports as they are called: with their module where there are several, and with a number. */
function namesOf({ programs }: PortPrograms): readonly string[] {
  const several = new Set(programs.map(({ module }) => module)).size > 1;
  const names = programs.map(({ module, command }) =>
    several ? `port exec:${command} (${module})` : `port exec:${command}`,
  );
  return names.map((name, at) => {
    const number = names.slice(0, at + 1).filter((each) => each === name).length;
    return number === 1 ? name : `${name} ${number}`;
  });
}

function portProgram(at: number, { portPrograms, verdict }: RunOutcome): Outcome {
  const end = portPrograms.get(at);
  if (end !== undefined) return ended(end);
  return verdict?.code === 0 ? {} : { skipped: message('expect.caseProgramRuns') };
}

function ended({ code, how, lastLines }: ProgramEnd): Outcome {
  if (code === 0) return {};
  return { failure: message('expect.caseProgramEnded', { how }), ...(lastLines && { lastLines }) };
}
