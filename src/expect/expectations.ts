import { constants } from 'node:os';
import type { TrafficEvent } from '#at/session/observer';
import { type Message, message, textOf } from '#messages/message';
import { endOfProgram, type ProgramEnd } from '#ports/process/program-end';
import type { Timers } from '#time/timers';
import type { Expected, PortPrograms } from './expected.ts';
import type { Pattern } from './patterns.ts';
import { Scanner } from './scanner.ts';
import { type TestCase, testCases } from './test-cases.ts';
import { TrafficLog } from './traffic-log.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds for what a program said last to come in and be answered after the program has ended. */
const LAST_WORDS_MS = 300;
const SHOWN_LINES = 10;

export interface ExpectationsParts extends Expected {
  readonly portPrograms: PortPrograms;
  readonly clock: Timers;
  /** Why a run fails that came out well otherwise. */
  strictFailure(): Message | undefined;
  /** Is called once. */
  decided(verdict: Verdict): void;
}

/** Decides how a run comes out: by its traffic, by the programs that it ran and by its time. */
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
  /** How the programs of exec ports have ended, by their place among them, the first one first. */
  readonly #portPrograms = new Map<number, ProgramEnd>();
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
    this.#decideByPrograms();
  }

  /** The program of --exec has ended. */
  programEnded(end: ProgramEnd): void {
    // After the verdict it was ended because the run is over.
    if (this.#verdict !== undefined) return;
    this.#program ??= end;
    this.#afterLastWords();
  }

  /** The program of an exec port has ended. One that fails ends the run, and so does the last one where no others can be hosts. */
  portProgramEnded(module: string, command: string, end: ProgramEnd): void {
    if (this.#verdict !== undefined) return;
    const { programs, alone } = this.#parts.portPrograms;
    const index = programs.findIndex(
      (each, at) => each.module === module && each.command === command && !this.#portPrograms.has(at),
    );
    if (index === -1) return;
    this.#portPrograms.set(index, end);
    // A program of --exec, such as a test suite, is heard to its end.
    if (this.#parts.command !== undefined && this.#program === undefined) return;
    if (end.code !== 0 || (alone && this.#portPrograms.size === programs.length)) this.#afterLastWords();
  }

  /** The host on standard input has gone. */
  hostGone(): void {
    const unmet = this.#unmet();
    if (unmet === undefined) return this.#decide({ code: 0 });
    const reason = message('expect.hostGone', { pattern: unmet.text });
    this.#decide({ code: 1, reason, traffic: this.#lastLines() });
  }

  /** Somebody ends the run. Without anything left to wait for, that is how it should end. */
  interrupted(signal: NodeJS.Signals): void {
    const unmet = this.#unmet();
    const running = this.#runningAlone();
    if (unmet === undefined && running === undefined) return this.#decide({ code: 0 });
    const reason =
      unmet === undefined
        ? message('expect.interruptedProgram', { signal, command: running ?? '' })
        : message('expect.interrupted', { signal, pattern: unmet.text });
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
      portPrograms: this.#portPrograms,
      verdict: this.#verdict,
    });
  }

  /** Decides by the programs once what they said last has come in. */
  #afterLastWords(): void {
    const { expect, fail, clock } = this.#parts;
    if (expect.length + fail.length === 0) return this.#decideByPrograms();
    this.#cancels.push(clock.after(LAST_WORDS_MS, () => this.#decideByPrograms()));
  }

  /** Nothing is left to wait for: all has come, or a program has ended. */
  #decideByPrograms(): void {
    const unmet = this.#unmet();
    const failed = this.#failedProgram();
    if (failed === undefined && unmet === undefined) return this.#decide({ code: 0 });
    const { command, how, code, lastLines = [] } = failed ?? this.#lastProgram();
    const traffic = [...lastLines.slice(-SHOWN_LINES), ...(unmet === undefined ? [] : this.#lastLines())];
    this.#decide({
      code: code === 0 ? 1 : code,
      reason: endedMessage(how, command, unmet),
      ...(traffic.length > 0 && { traffic }),
    });
  }

  /** The first program that has failed; that of --exec before any other. A command makes it one of an exec port. */
  #failedProgram(): (ProgramEnd & { readonly command?: string }) | undefined {
    if (this.#program !== undefined && this.#program.code !== 0) return this.#program;
    const [index, end] = [...this.#portPrograms].find(([, { code }]) => code !== 0) ?? [];
    return end === undefined ? undefined : this.#ofPort(index, end);
  }

  /** The program whose end leaves nothing to wait for, when none has failed. */
  #lastProgram(): ProgramEnd & { readonly command?: string } {
    if (this.#program !== undefined) return this.#program;
    const [index, end] = [...this.#portPrograms].at(-1) ?? [];
    return this.#ofPort(index, end ?? endOfProgram(0, null));
  }

  #ofPort(index: number | undefined, end: ProgramEnd): ProgramEnd & { readonly command: string } {
    const { programs } = this.#parts.portPrograms;
    return { ...end, command: programs[index ?? 0]?.command ?? '' };
  }

  /** The command of a program of an exec port that runs, where no others can be hosts. */
  #runningAlone(): string | undefined {
    const { programs, alone } = this.#parts.portPrograms;
    return alone ? programs.find((_, at) => !this.#portPrograms.has(at))?.command : undefined;
  }

  #timeUp(timeoutMs: number): void {
    const unmet = this.#unmet();
    const seconds = timeoutMs / 1000;
    this.#timedOut =
      unmet === undefined
        ? message('expect.timedOut', { seconds })
        : message('expect.didNotCome', { pattern: unmet.text, seconds });
    this.#decide({ code: 1, reason: this.#timedOut, traffic: this.#lastLines() });
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
    const reason = verdict.code === 0 ? this.#parts.strictFailure() : undefined;
    const final = reason === undefined ? verdict : { code: 1, reason };
    this.#verdict = final;
    this.#endedAt = this.#parts.clock.now();
    for (const cancel of this.#cancels) cancel();
    this.#parts.decided(final);
  }
}

/** @param command of an exec port; undefined: the program of --exec */
function endedMessage(how: Message, command: string | undefined, unmet: Pattern | undefined): Message {
  if (unmet === undefined) {
    return command === undefined
      ? message('expect.programEnded', { how })
      : message('expect.portProgramEnded', { command, how });
  }
  const { text: pattern } = unmet;
  return command === undefined
    ? message('expect.programEndedBefore', { how, pattern })
    : message('expect.portProgramEndedBefore', { command, how, pattern });
}
