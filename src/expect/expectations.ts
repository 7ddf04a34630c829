import { constants } from 'node:os';
import type { TrafficEvent } from '#at/session/observer';
import { type Message, message, textOf } from '#messages/message';
import type { Timers } from '#time/timers';
import type { Expected } from './expected.ts';
import type { Pattern } from './patterns.ts';
import { Scanner } from './scanner.ts';
import { type TestCase, testCases } from './test-cases.ts';
import { TrafficLog } from './traffic-log.ts';
import type { ProgramEnd, Verdict } from './verdict.ts';

/** Milliseconds for what a program said last to come in and be answered after the program has ended. */
const LAST_WORDS_MS = 300;
const SHOWN_LINES = 10;

export interface ExpectationsParts extends Expected {
  readonly clock: Timers;
  /** Is called once. */
  decided(verdict: Verdict): void;
}

/** Decides how a run comes out: by its traffic, by the program that it ran and by its time. */
export class Expectations {
  readonly trafficLog = new TrafficLog();
  readonly #parts: ExpectationsParts;
  readonly #scanner: Scanner;
  readonly #startedAt: number;
  /** When each expectation was met. */
  readonly #metAt: number[] = [];
  #begun = false;
  #failed: { readonly index: number; readonly reason: Message } | undefined;
  #timedOut: Message | undefined;
  #program: ProgramEnd | undefined;
  #verdict: Verdict | undefined;
  #endedAt: number | undefined;
  readonly #cancels: (() => void)[] = [];

  constructor(parts: ExpectationsParts) {
    this.#parts = parts;
    this.#scanner = new Scanner(parts.expect, parts.fail);
    this.#startedAt = parts.clock.now();
  }

  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** Everything is up: the time runs from here, and `ready` is no longer that of the start. */
  begin(): void {
    this.#begun = true;
    const { timeoutMs, clock } = this.#parts;
    if (timeoutMs !== undefined) this.#cancels.push(clock.after(timeoutMs, () => this.#timeUp(timeoutMs)));
  }

  /** A piece of the traffic. */
  traffic(module: string, event: TrafficEvent): void {
    if (this.#verdict !== undefined) return;
    const lines = this.trafficLog.add(module, event);
    this.#begun ||= event.host !== undefined;
    if (!this.#begun) return;
    const { fail, expect, clock } = this.#parts;
    for (const { kind, index } of this.#scanner.feed(event.bytes.toString())) {
      if (kind === 'expect') {
        this.#metAt.push(clock.now());
        continue;
      }
      const pattern = fail[index];
      // A match over several lines, or one in a masked secret, fits no line that is shown.
      const line = lines.find((each) => pattern?.find(each, 0, 0) !== undefined) ?? lines.at(-1) ?? '';
      const reason = message('expect.failCame', { pattern: pattern?.text ?? '', line });
      this.#failed = { index, reason };
      return this.#decide({ code: 1, reason });
    }
    if (expect.length === 0 || this.#metAt.length < expect.length) return;
    if (this.#program === undefined) this.#decide({ code: 0 });
    else this.#decideByProgram(this.#program);
  }

  /** The program has ended. */
  programEnded(end: ProgramEnd): void {
    // After the verdict it was ended because the run is over.
    if (this.#verdict !== undefined) return;
    this.#program ??= end;
    const { expect, fail, clock } = this.#parts;
    if (expect.length + fail.length === 0) return this.#decideByProgram(end);
    this.#cancels.push(clock.after(LAST_WORDS_MS, () => this.#decideByProgram(end)));
  }

  /** The only host there can be has gone. */
  hostGone(): void {
    const unmet = this.#unmet();
    if (unmet === undefined) return this.#decide({ code: 0 });
    const reason = message('expect.hostGone', { pattern: unmet.text });
    this.#decide({ code: 1, reason, conversation: this.#lastLines() });
  }

  /** Somebody ends the run. Without anything left to wait for, that is how it should end. */
  interrupted(signal: NodeJS.Signals): void {
    const unmet = this.#unmet();
    if (unmet === undefined) return this.#decide({ code: 0 });
    const reason = message('expect.interrupted', { signal, pattern: unmet.text });
    this.#decide({ code: 128 + constants.signals[signal], reason });
  }

  /** What was expected and how each came out, for the report. */
  testCases(): readonly TestCase[] {
    return testCases(this.#parts, {
      startedAt: this.#startedAt,
      endedAt: this.#endedAt ?? this.#parts.clock.now(),
      metAt: this.#metAt,
      failed: this.#failed,
      timedOut: this.#timedOut,
      program: this.#program,
      verdict: this.#verdict,
    });
  }

  #decideByProgram({ code, how }: ProgramEnd): void {
    const unmet = this.#unmet();
    if (unmet === undefined) {
      return this.#decide(code === 0 ? { code } : { code, reason: message('expect.programEnded', { how }) });
    }
    const reason = message('expect.programEndedBefore', { how, pattern: unmet.text });
    this.#decide({ code: code === 0 ? 1 : code, reason, conversation: this.#lastLines() });
  }

  #timeUp(timeoutMs: number): void {
    const unmet = this.#unmet();
    const seconds = timeoutMs / 1000;
    this.#timedOut =
      unmet === undefined
        ? message('expect.timedOut', { seconds })
        : message('expect.didNotCome', { pattern: unmet.text, seconds });
    this.#decide({ code: 1, reason: this.#timedOut, conversation: this.#lastLines() });
  }

  #unmet(): Pattern | undefined {
    return this.#parts.expect[this.#metAt.length];
  }

  #lastLines(): readonly string[] {
    const lines = this.trafficLog.last(SHOWN_LINES);
    return lines.length > 0 ? lines : [textOf(message('expect.nothingSaid'))];
  }

  #decide(verdict: Verdict): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = verdict;
    this.#endedAt = this.#parts.clock.now();
    for (const cancel of this.#cancels) cancel();
    this.#parts.decided(verdict);
  }
}
