import Builder from 'fast-xml-builder';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { writeOutput } from '#files/write-output';
import { type Message, message, textOf } from '#messages/message';
import { escapeCharacters } from './escape.ts';
import type { MonitorOptions } from './monitor-options.ts';
import { casesWithoutStart, type TestCase } from './test-cases.ts';

const SUITE = 'atmqtt';
const NOT_IN_XML = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** What a report tells. */
export interface Report {
  readonly cases: readonly TestCase[];
  /** Lines fit for showing. */
  readonly traffic: readonly string[];
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
}

/** A report as JUnit XML, in the form that Jenkins, GitLab and the actions of GitHub read. */
export function junitXml({ cases, traffic, startedAt }: Report): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((each) => each.skipped !== undefined).length;
  const time = seconds(Math.max(0, ...cases.map((each) => each.seconds)));
  const counts = {
    '@tests': cases.length,
    '@failures': failures,
    '@errors': 0,
    '@skipped': skipped,
    '@time': time,
  };
  const builder = new Builder({ attributeNamePrefix: '@', ignoreAttributes: false, format: true });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': SUITE,
      ...counts,
      testsuite: {
        '@name': SUITE,
        ...counts,
        '@timestamp': new Date(startedAt).toISOString().slice(0, 19),
        testcase: cases.map(testCase),
        'system-out': printable(traffic.join('\n')),
      },
    },
  });
}

/** Writes a report; whoever reads the file finds the old one or the whole new one. @throws UsageError */
export async function writeJunit(file: string, report: Report): Promise<void> {
  try {
    await writeOutput(file, junitXml(report));
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageError(message('expect.reportUnwritable', { file, why }), { cause: error });
  }
}

/**
 * Writes the report of a run that did not start, with the reason as a failed case. Where that cannot be written either,
 * the reason is told elsewhere.
 * @param options that watch the run, as far as they were understood
 */
export async function reportNoStart(
  options: MonitorOptions,
  reason: Message,
  startedAt: number,
): Promise<void> {
  const { junit } = options;
  if (junit === undefined) return;
  const report = { cases: casesWithoutStart(options, reason), traffic: [], startedAt };
  await writeOutput(junit, junitXml(report)).catch(() => {});
}

function testCase({
  name,
  seconds: took,
  failure,
  lastLines = [],
  skipped,
}: TestCase): Record<string, unknown> {
  const shown = printable(name);
  return {
    '@name': shown,
    '@classname': SUITE,
    '@time': seconds(took),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            '@message': printable(textOf(failure)),
            '@type': shown.split(' ')[0],
            '#text': printable([textOf(failure), ...lastLines].join('\n')),
          },
        }),
    ...(skipped === undefined ? {} : { skipped: { '@message': printable(textOf(skipped)) } }),
  };
}

function seconds(value: number): string {
  return value.toFixed(3);
}

/** A text as XML can hold it. */
function printable(text: string): string {
  return escapeCharacters(text, NOT_IN_XML);
}
