import Builder from 'fast-xml-builder';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { writeOutput } from '#files/write-output';
import { type Message, message, textOf } from '#messages/message';
import type { CompatFinding, CompatReport } from './compat-report.ts';
import { escapeCharacters } from './escape.ts';
import type { MonitorOptions } from './monitor-options.ts';
import { casesWithoutStart, type TestCase } from './test-cases.ts';

const SUITE = 'atmqtt';
const COMPAT_SUITE = 'compat';
const NOT_IN_XML = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** What a report tells. */
export interface Report {
  readonly cases: readonly TestCase[];
  /** Lines fit for showing. */
  readonly traffic: readonly string[];
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Where modules were kinder than genuine ones. */
  readonly compat?: CompatReport;
}

/** Cases that belong together, and what was said meanwhile. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Lines fit for showing. */
  readonly traffic?: readonly string[];
}

/** A report as JUnit XML, in the form that Jenkins, GitLab and the actions of GitHub read. */
export function junitXml({ compat, ...run }: Report): string {
  const { startedAt } = run;
  const findings = compat?.findings.map((finding) => compatCase(finding, compat)) ?? [];
  const found = { name: COMPAT_SUITE, cases: findings, startedAt };
  return suitesXml([{ ...run, name: SUITE }, ...(findings.length === 0 ? [] : [found])]);
}

/** The same of several suites. */
function suitesXml(suites: readonly Suite[]): string {
  const builder = new Builder({ attributeNamePrefix: '@', ignoreAttributes: false, format: true });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': SUITE,
      ...countsOf(suites.flatMap(({ cases }) => cases)),
      testsuite: suites.map(suiteXml),
    },
  });
}

function suiteXml({ name, cases, startedAt, traffic }: Suite): Record<string, unknown> {
  return {
    '@name': printable(name),
    ...countsOf(cases),
    '@timestamp': new Date(startedAt).toISOString().slice(0, 19),
    testcase: cases.map((each) => testCase(each, name)),
    ...(traffic === undefined ? {} : { 'system-out': printable(traffic.join('\n')) }),
  };
}

function countsOf(cases: readonly TestCase[]): Record<string, string | number> {
  return {
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@errors': 0,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    '@time': seconds(Math.max(0, ...cases.map((each) => each.seconds))),
  };
}

/** A finding fails the run, or is only told. */
function compatCase({ module, rule, reason, advice, count }: CompatFinding, report: CompatReport): TestCase {
  const told = message('expect.compatFinding', { module: undefined, rule, count, reason, advice });
  const name = `${rule} (${module})`;
  return { name, seconds: 0, ...(report.fails(rule) ? { failure: told } : { skipped: told }) };
}

/** Writes a report; whoever reads the file finds the old one or the whole new one. @throws UsageError */
export async function writeJunit(file: string, report: Report | readonly Suite[]): Promise<void> {
  try {
    await writeOutput(file, 'cases' in report ? junitXml(report) : suitesXml(report));
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

function testCase(
  { name, seconds: took, failure, lastLines = [], skipped }: TestCase,
  suite: string,
): Record<string, unknown> {
  const shown = printable(name);
  return {
    '@name': shown,
    '@classname': printable(suite),
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
