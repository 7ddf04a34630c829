import { constants } from 'node:os';
import type { TrafficEvent } from '#at/session/observer';
import type { Timers } from '#time/timers';
import type { Pattern } from './patterns.ts';
import { Scanner } from './scanner.ts';
import { TrafficLog } from './traffic-log.ts';
import type { Case, Verdict } from './verdict.ts';

/** Milliseconds for what a program said last to come in and be answered after the program has ended. */
const LAST_WORDS_MS = 300;
const SHOWN_LINES = 10;
const NOT_REACHED = 'the run was over before';

/** What is judged. */
export interface ExpectationsParts {
  /** They must all come, in this order. */
  readonly expect: readonly Pattern[];
  /** None of them may come. */
  readonly fail: readonly Pattern[];
  /** A limit for the whole run, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** The program that is run, as it was typed. */
  readonly command: string | undefined;
  readonly clock: Timers;
  /** Is called once. */
  decided(verdict: Verdict): void;
}

/** How a program ended. */
export interface Ended {
  /** Its exit code; 128 and the signal's number when one ended it. */
  readonly code: number;
  /** In words: `exited with code 3`. */
  readonly how: string;
}

/** Judges a run by its conversation, by the program that it ran and by its time. */
export class Expectations {
  readonly trafficLog = new TrafficLog();
  readonly #parts: ExpectationsParts;
  readonly #scanner: Scanner;
  readonly #startedAt: number;
  /** When each expectation was met. */
  readonly #metAt: number[] = [];
  #begun = false;
  #failed: { readonly index: number; readonly sentence: string } | undefined;
  #timedOut: string | undefined;
  #program: Ended | undefined;
  #verdict: Verdict | undefined;
  #endedAt: number | undefined;
  readonly #cancels: (() => void)[] = [];

  constructor(parts: ExpectationsParts) {
    this.#parts = parts;
    this.#scanner = new Scanner(parts.expect, parts.fail);
    this.#startedAt = parts.clock.now();
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
      const line = lines.find((each) => pattern?.find(each, 0, 0) !== undefined) ?? lines.at(-1);
      this.#failed = { index, sentence: `--fail ${quote(pattern?.text ?? '')} came: ${line}` };
      return this.#decide({ code: 1, why: this.#failed.sentence });
    }
    if (expect.length === 0 || this.#metAt.length < expect.length) return;
    if (this.#program === undefined) this.#decide({ code: 0 });
    else this.#judgeProgram(this.#program);
  }

  /** The program has ended. */
  programEnded(ended: Ended): void {
    // After the verdict it was ended because the run is over.
    if (this.#verdict !== undefined) return;
    this.#program ??= ended;
    const { expect, fail, clock } = this.#parts;
    if (expect.length + fail.length === 0) return this.#judgeProgram(ended);
    this.#cancels.push(clock.after(LAST_WORDS_MS, () => this.#judgeProgram(ended)));
  }

  /** The only host there can be has gone. */
  hostGone(): void {
    const unmet = this.#unmet();
    if (unmet === undefined) return this.#decide({ code: 0 });
    const why = `The host has gone before --expect ${quote(unmet.text)} came.`;
    this.#decide({ code: 1, why, conversation: this.#lastLines() });
  }

  /** Somebody ends the run. Without anything left to wait for, that is how it should end. */
  interrupted(signal: NodeJS.Signals): void {
    const unmet = this.#unmet();
    if (unmet === undefined) return this.#decide({ code: 0 });
    const why = `${signal} ended the run before --expect ${quote(unmet.text)} came.`;
    this.#decide({ code: 128 + constants.signals[signal], why });
  }

  /** What was judged, for the report. */
  cases(): readonly Case[] {
    const { expect, fail, command, timeoutMs } = this.#parts;
    const seconds = (this.#now() - this.#startedAt) / 1000;
    const why = this.#verdict?.why ?? 'the run was over before it came';
    return [
      ...expect.map(({ text }, index): Case => {
        const name = `expect ${text}`;
        const since = this.#metAt[index - 1] ?? this.#startedAt;
        const met = this.#metAt[index];
        if (met !== undefined) return { name, seconds: (met - since) / 1000 };
        if (index > this.#metAt.length) return { name, seconds: 0, skipped: NOT_REACHED };
        const waited = (this.#now() - since) / 1000;
        if (this.#failed !== undefined) return { name, seconds: waited, skipped: NOT_REACHED };
        return { name, seconds: waited, failure: why };
      }),
      ...fail.map(({ text }, index): Case => {
        const failure = this.#failed?.index === index ? { failure: this.#failed.sentence } : {};
        return { name: `fail ${text}`, seconds, ...failure };
      }),
      ...(command === undefined ? [] : [this.#programCase(command, seconds)]),
      ...(timeoutMs === undefined ? [] : [this.#timeoutCase(timeoutMs, seconds)]),
    ];
  }

  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  #programCase(command: string, seconds: number): Case {
    const name = `exec ${command}`;
    const ended = this.#program;
    if (ended === undefined) {
      if (this.#verdict === undefined) return { name, seconds, failure: 'the run was over before it began' };
      return this.#verdict.code === 0 ? { name, seconds } : { name, seconds, skipped: NOT_REACHED };
    }
    return ended.code === 0 ? { name, seconds } : { name, seconds, failure: `The program ${ended.how}.` };
  }

  #timeoutCase(timeoutMs: number, seconds: number): Case {
    const name = `timeout ${timeoutMs / 1000} s`;
    return this.#timedOut === undefined ? { name, seconds } : { name, seconds, failure: this.#timedOut };
  }

  #judgeProgram({ code, how }: Ended): void {
    const unmet = this.#unmet();
    if (unmet === undefined) {
      return this.#decide(code === 0 ? { code } : { code, why: `The program of --exec ${how}.` });
    }
    const why = `The program of --exec ${how} before --expect ${quote(unmet.text)} came.`;
    this.#decide({ code: code === 0 ? 1 : code, why, conversation: this.#lastLines() });
  }

  #timeUp(timeoutMs: number): void {
    const unmet = this.#unmet();
    const after = `within ${timeoutMs / 1000} s`;
    this.#timedOut =
      unmet === undefined
        ? `The run did not end ${after}.`
        : `--expect ${quote(unmet.text)} did not come ${after}.`;
    this.#decide({ code: 1, why: this.#timedOut, conversation: this.#lastLines() });
  }

  #unmet(): Pattern | undefined {
    return this.#parts.expect[this.#metAt.length];
  }

  #lastLines(): readonly string[] {
    const lines = this.trafficLog.last(SHOWN_LINES);
    return lines.length > 0 ? lines : ['(nothing was said: no host has sent a whole line)'];
  }

  #now(): number {
    return this.#endedAt ?? this.#parts.clock.now();
  }

  #decide(verdict: Verdict): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = verdict;
    this.#endedAt = this.#parts.clock.now();
    for (const cancel of this.#cancels) cancel();
    this.#parts.decided(verdict);
  }
}

function quote(text: string): string {
  return text.startsWith('/') ? text : JSON.stringify(text);
}
