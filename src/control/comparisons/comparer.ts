import type { ProgressOfCases } from '#compare/compare-module';
import type { CompareOptions } from '#compare/compare-plan';
import type { CompareReport } from '#compare/report';
import type { Comparison } from '#compare/run-comparison';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { VERSION } from '#node/version';
import type { Clock } from '#time/clock';
import { ControlError } from '../control-error.ts';
import { PageLine } from './page-line.ts';

/** How a module is to be compared. */
export interface CompareRequest extends Omit<CompareOptions, 'wifiPasswordFile'> {
  readonly password?: string;
  /** What the port is called in the report. */
  readonly name: string;
}

/** What has been found, once it is over. */
export interface Found {
  readonly report: CompareReport;
  readonly comparison: Comparison;
}

/** A comparison that goes on or is over. */
interface Running {
  readonly line: PageLine;
  readonly startedAt: number;
  readonly callOff: AbortController;
  progress: ProgressOfCases | undefined;
  /** What a person should know, the last of it. */
  notice: Message | undefined;
  found: Found | undefined;
  /** Why it could not begin, or broke off. */
  error: unknown;
  over: Promise<void>;
}

/** Compares modules at the ports of whoever asks, one at a time; the code for that is loaded with the first. */
export class Comparer {
  readonly #clock: Clock;
  readonly #log: Log;
  #last: Running | undefined;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** What goes on, or was last. */
  get last(): Running | undefined {
    return this.#last;
  }

  /** Whether one goes on now. */
  get runs(): boolean {
    const last = this.#last;
    return last !== undefined && last.found === undefined && last.error === undefined;
  }

  /** The line of the one that goes on. @throws ControlError `CONFLICT` when none does */
  get line(): PageLine {
    return this.#running.line;
  }

  /** What was found. @throws ControlError `NOT_FOUND` */
  get found(): Found {
    const found = this.#last?.found;
    if (found === undefined) throw new ControlError('NOT_FOUND', message('controlAction.noReport'));
    return found;
  }

  /**
   * Begins; the module is there once somebody joins its line.
   * @throws ControlError `CONFLICT` while another goes on, UsageError, NetError for what cannot be asked
   */
  async begin({ name, password, ...options }: CompareRequest): Promise<void> {
    const [{ compareCases }, { planComparison }, { readPackedCases }, { reportOn }, { runComparison }] =
      await Promise.all([
        import('#compare/compare-case'),
        import('#compare/compare-plan'),
        import('#compare/packed-cases'),
        import('#compare/report'),
        import('#compare/run-comparison'),
      ]);
    if (this.runs) throw new ControlError('CONFLICT', message('controlAction.comparesAlready'));
    const environment = password === undefined ? {} : { ATMQTT_WIFI_PASSWORD: password };
    const plan = planComparison(compareCases(readPackedCases()), options, environment, () => {});
    const running: Running = {
      ...{ line: new PageLine(name), startedAt: this.#clock.wall(), callOff: new AbortController() },
      ...{ progress: undefined, notice: undefined, found: undefined, error: undefined },
      over: Promise.resolve(),
    };
    this.#last = running;
    const [{ line, startedAt }, began] = [running, this.#clock.now()];
    const compare = async (): Promise<Found> => {
      const comparison = await runComparison(line, plan, {
        clock: this.#clock,
        signal: running.callOff.signal,
        log: this.#log,
        progress: (now) => {
          running.progress = now;
        },
        notice: (said) => {
          running.notice = said;
        },
      });
      const facts = { program: VERSION, port: name, startedAt, ms: this.#clock.now() - began };
      return { comparison, report: await reportOn(comparison, plan.asked, facts) };
    };
    running.over = compare()
      .then(
        (found) => {
          running.found = found;
        },
        (error: unknown) => {
          running.error = error;
        },
      )
      .finally(() => line.close());
  }

  /** Ends the one that goes on, whose report is of what was played until then. @throws ControlError `CONFLICT` when none does */
  async end(): Promise<void> {
    const running = this.#running;
    running.callOff.abort();
    await running.over;
  }

  /** Ends whatever goes on, with the program. */
  async close(): Promise<void> {
    if (this.runs) await this.end();
  }

  get #running(): Running {
    if (this.#last !== undefined && this.runs) return this.#last;
    throw new ControlError('CONFLICT', message('controlAction.nothingCompared'));
  }
}
