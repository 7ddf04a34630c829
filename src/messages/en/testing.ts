import type { Message, Render } from '../types.ts';

type Wanted = { readonly wanted: Message };

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const percent = (part: number, all: number): string =>
  all === 0 ? '' : ` (${Math.floor((100 * part) / all)} %)`;
const inTime = (ms: number | undefined): string => (ms === undefined ? '' : ` within ${ms} ms`);
const said = (lines: readonly string[]): string[] =>
  lines.length === 0 ? ['no traffic'] : ['traffic (> host, < module):', ...lines];

/** What the kit for tests says of what did not come. */
export const testing = {
  /** `traffic` and `context` are lines to look at. */
  expected: (
    { wanted, why, shown }: Wanted & { readonly why: Message; readonly shown: readonly string[] },
    render: Render,
  ) => [`expected ${render(wanted)}: ${render(why)}`, ...shown].join('\n'),
  asNext: ({ wanted }: Wanted, render: Render) => `${render(wanted)} as the next one`,
  urc: ({ name }: { name: string }) => `the URC ${name}`,
  okTo: ({ line }: { line: string }) => `OK to ${line}`,
  promptAfter: ({ line }: { line: string }) => `> after ${line}`,
  published: ({ topic }: { topic: string }) => `a message on ${topic}`,

  notInTime: ({ ms }: { ms: number }) => `it did not come within ${ms} ms`,
  notPublished: ({ ms, topics }: { ms: number; topics: readonly string[] }) =>
    `it did not come within ${ms} ms; topics so far: ${topics.join(', ') || 'none'}`,
  otherCame: ({ lines }: { lines: readonly string[] }) =>
    ['something else came (- expected, + came)', ...lines].join('\n'),
  closed: () => 'the connection to the module was closed',
  answered: ({ answer }: { answer: string }) => `the answer was ${JSON.stringify(answer)}`,

  noTime: ({ time }: { time: string }) =>
    `${JSON.stringify(time)} is not a time: 200ms, 10s, 2m, or milliseconds.`,
  noHost: () => 'This test module was created without a host: host: false.',
  noPort: ({ kind }: { kind: string }) =>
    `This test module has no ${kind} port: createTestModule({ port: '${kind}' }).`,
  noManualClock: () =>
    "This test module runs on the computer's clock: createTestModule({ clock: 'manual' }).",
  noTestModule: ({ name }: { name: string }) => `${name} takes what createTestModule returned, unchanged.`,
  noCommand: ({ name }: { name: string }) =>
    `The firmware has no ${name}; docs/reference/commands.md lists its commands.`,
  noUrc: ({ name, names }: { name: string; names: readonly string[] }) =>
    `There is no URC ${name}; there are ${names.join(', ')}.`,

  /** Between the lines of traffic. */
  linesLeftOut: ({ lines }: { lines: number }) => `  … ${lines} more lines`,
  data: ({ size, shown }: { size: number; shown: string }) => `(${size} bytes of data) ${shown}`,
  fault: ({ fault, phase }: { fault: string; phase: string }) => `${fault} ${phase}`,
  nothingMore: () => '(nothing more)',
  commandsDiffer: (of: {
    met: boolean;
    at: number;
    expected: number;
    received: number;
    waited: number | undefined;
    lines: readonly string[];
    traffic: readonly string[];
  }) =>
    [
      `expected ${of.met ? 'other commands' : counted(of.expected, 'command')}, ${of.received} sent: ${
        of.met
          ? 'they are these'
          : of.at > of.expected
            ? `command ${of.at} is one more`
            : of.at > of.received
              ? `command ${of.at} did not come${inTime(of.waited)}`
              : `command ${of.at} differs`
      } (- expected, + sent)`,
      ...of.lines,
      ...said(of.traffic),
    ].join('\n'),
  publishedCheck: (of: {
    topic: string;
    met: boolean;
    waited: number | undefined;
    lines: readonly string[];
    topics: readonly string[];
    traffic: readonly string[];
  }) =>
    [
      `expected ${of.met ? 'no' : 'such a'} message on ${of.topic}: ${
        of.met ? 'it came' : `it did not come${inTime(of.waited)}`
      }; topics so far: ${of.topics.join(', ') || 'none'}`,
      ...of.lines,
      ...said(of.traffic),
    ].join('\n'),
  stateCheck: (of: {
    link: number;
    state: number;
    now: number | undefined;
    waited: number | undefined;
    traffic: readonly string[];
  }) =>
    [
      `expected link ${of.link} ${of.state === of.now ? 'not to be' : 'to be'} in state ${of.state}: ${
        of.now === undefined
          ? 'there is no such link; the setting links makes more'
          : `it is in state ${of.now}${of.state === of.now ? '' : inTime(of.waited)}`
      }`,
      ...said(of.traffic),
    ].join('\n'),
  urcCheck: (of: {
    urc: string;
    fields: readonly string[];
    met: boolean;
    waited: number | undefined;
    heard: readonly string[];
    traffic: readonly string[];
  }) =>
    [
      `expected the URC ${of.urc}${of.fields.length === 0 ? '' : ` with ${of.fields.join(', ')}`} ${
        of.met ? 'not to have come' : `to have come: it did not${inTime(of.waited)}`
      }`,
      ...of.heard.map((line) => `+ ${line}`),
      ...said(of.traffic),
    ].join('\n'),

  commandsCovered: ({ sent, all }: { sent: number; all: number }) =>
    `AT commands: ${sent} of ${all} sent${percent(sent, all)}`,
  commandCounts: ({ sent, failed }: { sent: number; failed: number }) =>
    `${times(sent)}${failed === 0 ? '' : `, ${failed} failed`}`,
  neverSent: ({ commands }: { commands: readonly string[] }) => `never sent: ${commands.join(' ')}`,
  unknownSent: ({ lines }: { lines: readonly string[] }) => `not known to the module: ${lines.join(' ')}`,
  urcsCovered: ({ handled, all }: { handled: number; all: number }) =>
    `URCs: ${handled} of ${all} followed by a command${percent(handled, all)}`,
  urcCounts: ({ heard, handled }: { heard: number; handled: number }) =>
    heard === 0
      ? 'never came'
      : `came ${times(heard)}, ${handled === 0 ? 'and no command followed' : `${handled} followed by a command`}`,

  noBroker: () => 'This test has no broker: createTestModule({ broker: true }).',
};
