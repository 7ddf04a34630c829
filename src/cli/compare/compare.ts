import { Lifecycle } from '#app/lifecycle';
import { compareCases } from '#compare/compare-case';
import { isCompareError } from '#compare/compare-error';
import { type CompareOptions, planComparison } from '#compare/compare-plan';
import { correctionsOf } from '#compare/corrections';
import { htmlReport } from '#compare/html-report';
import { jsonReport } from '#compare/json-report';
import { readPackedCases } from '#compare/packed-cases';
import { type CompareReport, reportOn } from '#compare/report';
import { type Comparison, runComparison } from '#compare/run-comparison';
import { textReport } from '#compare/text-report';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { writeOutput } from '#files/write-output';
import { message } from '#messages/message';
import { VERSION } from '#node/version';
import { systemClock } from '#time/clock';
import { printedText, writtenLanguage } from '../language.ts';
import { notice, print } from '../output.ts';
import { CompareProgress } from './progress.ts';

const EXIT_DIFFERENCES = 1;
const EXIT_INTERRUPTED = 130;
/** As for whatever may heal by itself. */
const EXIT_LOST = 75;

/** The options of `compare`, as they were typed. */
export interface CompareArguments extends CompareOptions {
  readonly json?: true;
  readonly html?: string;
  readonly corrections?: string;
}

/**
 * Compares the module at a port with ours.
 * @returns the exit code: 0 when there is no difference
 * @throws UsageError, PortError, CompareError when it cannot begin
 */
export async function compare(port: string, options: CompareArguments): Promise<number> {
  const plan = planComparison(compareCases(readPackedCases()), options, process.env, notice);
  const life = new Lifecycle();
  const progress = new CompareProgress(systemClock, process.stderr);
  const calledOff = new AbortController();
  life.stopOnSignals(() => calledOff.abort());
  const [startedAt, began] = [systemClock.wall(), systemClock.now()];
  try {
    const comparison = await runComparison(port, plan, {
      clock: systemClock,
      signal: calledOff.signal,
      log: (level, _namespace, said) => {
        if (level === 'warn' || level === 'error') progress.aside(() => notice(said));
      },
      progress: (now) => progress.show(now),
      notice: (said) => progress.aside(() => notice(said)),
    });
    progress.stop();
    const facts = { program: VERSION, port, startedAt, ms: systemClock.now() - began };
    const report = await reportOn(comparison, plan.asked, facts);
    await tell(report, comparison, options);
    return exitCode(report, comparison);
  } catch (error) {
    // Before there was anything to tell.
    if (isCompareError(error) && error.code === 'STOPPED') return EXIT_INTERRUPTED;
    throw error;
  } finally {
    progress.stop();
    await life.close();
  }
}

async function tell(
  report: CompareReport,
  { played, portKind }: Comparison,
  { json, html, corrections }: CompareArguments,
): Promise<void> {
  if (json === true) print(JSON.stringify(jsonReport(report)));
  else for (const line of textReport(report, printedText)) print(line);
  if (html !== undefined) await write(html, htmlReport(report, writtenLanguage()));
  if (corrections !== undefined) await write(corrections, correctionsOf(report, played, portKind));
}

async function write(file: string, content: string): Promise<void> {
  try {
    await writeOutput(file, content);
  } catch (error) {
    throw new UsageError(message('compare.unwritable', { file, why: reasonOf(error) }), { cause: error });
  }
}

function exitCode({ findings, lostIn }: CompareReport, { stopped, ended }: Comparison): number {
  if (findings.length > 0 || lostIn.length > 0) return EXIT_DIFFERENCES;
  if (stopped) return EXIT_INTERRUPTED;
  return ended === undefined ? 0 : EXIT_LOST;
}
