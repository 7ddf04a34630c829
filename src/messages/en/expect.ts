import type { Message, Render } from '../types.ts';

/** A pattern of --expect or --fail as it is shown: a regular expression as it was typed, a text in quotes. */
const quote = (pattern: string): string => (pattern.startsWith('/') ? pattern : JSON.stringify(pattern));

/** What is said of a run with --exec, --expect, --fail, --timeout or --junit. */
export const expect = {
  emptyExec: () => '--exec takes a command that is not empty.',
  badTimeout: ({ max, typed }: { max: number; typed: string }) =>
    `--timeout takes seconds, more than 0 and at most ${max}, not ${JSON.stringify(typed)}.`,
  nothingToReport: () =>
    '--junit needs something to report: --exec, --expect, --fail, --timeout or a run with exec ports only.',
  reportUnwritable: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `The report ${file} cannot be written: ${render(why)}.`,
  emptyPattern: ({ option }: { option: string }) => `${option} takes a text that is not empty.`,
  badExpression: ({ option, typed, why }: { option: string; typed: string; why: string }) =>
    `${option} ${typed} is not a regular expression: ${why}.`,
  patternTooLong: ({ option, max }: { option: string; max: number }) =>
    `${option} takes a text of at most ${max} characters, which is how far a match is searched.`,
  fitsNothing: ({ option, typed }: { option: string; typed: string }) =>
    `${option} ${typed} matches an empty text, so it checks nothing.`,
  stdioTwice: () => '--exec and the port stdio both use standard input and output; choose another port.',

  unknownRule: ({ option, rule, meant }: { option: string; rule: string; meant: string | undefined }) =>
    `${option} knows no rule ${JSON.stringify(rule)}; ${meant === undefined ? '' : `did you mean ${meant}? `}docs/reference/compat.md lists them.`,
  strict: ({ rules }: { rules: readonly string[] }) =>
    `A genuine module would not have done what this one did: ${rules.join(', ')}.`,
  compatSummary: ({ kinds }: { kinds: number }) =>
    `${kinds} ${kinds === 1 ? 'thing' : 'things'} passed here that would not pass on a genuine module; docs/reference/compat.md says more:`,
  compatFinding: (
    {
      module,
      rule,
      count,
      reason,
      advice,
    }: {
      module: string | undefined;
      rule: string;
      count: number;
      reason: Message;
      advice: Message;
    },
    render: Render,
  ) =>
    `${module === undefined ? '' : `${module}: `}${rule}${count === 1 ? '' : ` (${count} times)`}: ${render(reason)}. ${render(advice)}`,

  failCame: ({ pattern, line }: { pattern: string; line: string }) =>
    `--fail ${quote(pattern)} came: ${line}`,
  hostGone: ({ pattern }: { pattern: string }) =>
    `The host disconnected before --expect ${quote(pattern)} came.`,
  interrupted: ({ signal, pattern }: { signal: string; pattern: string }) =>
    `${signal} ended the run before --expect ${quote(pattern)} came.`,
  timedOut: ({ seconds }: { seconds: number }) => `The run did not end within ${seconds} s.`,
  didNotCome: ({ pattern, seconds }: { pattern: string; seconds: number }) =>
    `--expect ${quote(pattern)} did not come within ${seconds} s.`,
  programEnded: ({ how }: { how: Message }, render: Render) => `The program of --exec ${render(how)}.`,
  programEndedBefore: ({ how, pattern }: { how: Message; pattern: string }, render: Render) =>
    `The program of --exec ${render(how)} before --expect ${quote(pattern)} came.`,
  portProgramEnded: ({ command, how }: { command: string; how: Message }, render: Render) =>
    `The program of exec:${command} ${render(how)}.`,
  portProgramEndedBefore: (
    { command, how, pattern }: { command: string; how: Message; pattern: string },
    render: Render,
  ) => `The program of exec:${command} ${render(how)} before --expect ${quote(pattern)} came.`,
  interruptedProgram: ({ signal, command }: { signal: string; command: string }) =>
    `${signal} ended the run before the program of exec:${command} ended.`,
  notStarted: ({ why }: { why: string }) => `could not be started: ${why}`,
  /** A line of the traffic below a failure; the same in the events, which have no language. */
  trafficLine: ({ line }: { line: string }) => line,
  nothingSaid: () => '(no traffic: no host has sent a whole line)',

  /** In the report, where the case is named already. */
  caseProgramEnded: ({ how }: { how: Message }, render: Render) => `The program ${render(how)}.`,
  caseProgramRuns: () => 'the run was over before it ended',
  caseNoStart: () => 'the run did not start',
  caseNotReached: () => 'the run was over before',
  caseDidNotCome: () => 'the run was over before it came',
  caseDidNotBegin: () => 'the run was over before it began',
};
