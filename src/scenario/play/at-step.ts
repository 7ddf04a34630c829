import { executionCode } from '#at/codes';
import { describeCode } from '#at/describe-code';
import { escapeParameter } from '#at/escape-parameter';
import { type Message, message } from '#messages/message';
import type { AtStep, SendStep } from '../model.ts';
import { toBytes } from '../notation.ts';
import { type FindText, finderOf, type Span } from './find-text.ts';
import type { OutputToken } from './module-output.ts';
import type { PlayContext } from './play-context.ts';
import { StepFailure } from './step-failure.ts';
import { BUSY, commandOf, type HostLine } from './target.ts';

const LINE_END = Buffer.from('\r\n');
const SUCCEEDED: ReadonlySet<string> = new Set(['OK', '+MQTTPUB:OK']);
const FAILED: ReadonlySet<string> = new Set(['ERROR', '+MQTTPUB:FAIL', BUSY]);
/** What a module writes that has restarted, and answers nothing any more. */
const RESTARTED = 'ready';
/** Whether a host wants echo and codes changes nothing else. */
const OF_TASTE = /^(?:ATE[01]|AT\+SYSLOG=.*)$/i;
const WHOLE_LINE = /^(AT[^\r\n]*)\r\n$/is;
const CODE = /^ERR CODE:(0x[0-9a-f]{8})$/;
/** A manual's code, which the module prints as that of a failed execution. */
const MAX_MANUAL_CODE = 0xffff;

/** Sends a line, or waits until the host under test has; then awaits what comes back. @throws StepFailure */
export async function performAt(step: AtStep, context: PlayContext): Promise<void> {
  if (context.target.plays === 'host') return context.shared.turns.take(() => sendLine(step, context));
  const line = toBytes(context.fill(step.template, escapeParameter)).toString('latin1');
  // What a host under test may leave out; it may also send more than is asked for.
  if (step.optional || (!step.exact && OF_TASTE.test(line))) return;
  for (;;) {
    const sent = await awaitLine(line, step, context);
    // A line that was dropped was not sent: a host sends it again.
    if ((await new Answer(step, context, sent.at, line, undefined, sent).come()) === 'answered') return;
  }
}

/** Sends bytes; of a host under test a whole line is awaited, and all else is its own affair. @throws StepFailure */
export async function performSend({ template }: SendStep, context: PlayContext): Promise<void> {
  const bytes = toBytes(context.fill(template));
  if (context.target.plays === 'host') return context.target.send(bytes);
  const [, line] = WHOLE_LINE.exec(bytes.toString('latin1')) ?? [];
  if (line === undefined) return;
  const sent = await awaitLine(line, { exact: false, timeoutMs: undefined }, context);
  context.inbox.skipTo(sent.at);
}

async function sendLine(step: AtStep, context: PlayContext): Promise<void> {
  const { target } = context;
  const data = step.data === undefined ? undefined : toBytes(context.fill(step.data));
  context.dataLength = data?.length ?? 0;
  const line = toBytes(context.fill(step.template, escapeParameter));
  const from = target.output.length;
  target.send(Buffer.concat([line, LINE_END]));
  await new Answer(step, context, from, line.toString('latin1'), data).come();
}

/** Waits until the host under test has sent a line. */
async function awaitLine(
  line: string,
  step: Pick<AtStep, 'exact' | 'timeoutMs'>,
  context: PlayContext,
): Promise<HostLine> {
  const { target, shared } = context;
  const found = await context.find(() => {
    const index = target.hostLines.findIndex(
      ({ text }, at) =>
        at >= shared.hostLines.next && (step.exact ? text === line : commandOf(text) === commandOf(line)),
    );
    const sent = target.hostLines[index];
    return sent === undefined ? undefined : { index, sent };
  }, step.timeoutMs ?? shared.timeoutMs);
  if (found === undefined) {
    const last = target.hostLines.slice(shared.hostLines.next).map(({ text }) => text);
    const wanted = step.exact ? line : commandOf(line);
    throw new StepFailure(
      message('scenario.hostDidNotSend', { wanted, sent: last.at(-1), ...context.waited(step.timeoutMs) }),
    );
  }
  shared.hostLines.next = found.value.index + 1;
  return found.value.sent;
}

/** What comes back for one line. */
class Answer {
  readonly #step: AtStep;
  readonly #context: PlayContext;
  /** Behind the echo, once that is known. */
  #from: number;
  readonly #echo: string;
  readonly #sent: HostLine | undefined;
  #data: Buffer | undefined;
  readonly #awaitsPrompt: boolean;
  #prompted = false;
  readonly #finders: readonly FindText[];
  readonly #found: Span[] = [];
  readonly #codes: number[] = [];
  #looked: number;
  #end: OutputToken | undefined;

  /** @param sent the line of a host under test */
  constructor(
    step: AtStep,
    context: PlayContext,
    from: number,
    line: string,
    data: Buffer | undefined,
    sent?: HostLine,
  ) {
    this.#sent = sent;
    this.#step = step;
    this.#context = context;
    this.#from = from;
    this.#looked = from;
    this.#echo = `${line}\r`;
    this.#data = data;
    this.#awaitsPrompt = step.data !== undefined;
    this.#finders = step.texts.map((pattern) => finderOf(pattern, context));
  }

  /** @returns whether a host under test is answered, or must send its line again @throws StepFailure */
  async come(): Promise<'answered' | 'dropped'> {
    const { silenceMs, timeoutMs } = this.#step;
    const context = this.#context;
    if (silenceMs !== undefined) {
      await this.#stayAway(silenceMs);
      return 'answered';
    }
    const ms = timeoutMs ?? context.shared.timeoutMs;
    const done = await context.find(() => {
      if (this.#look()) return 'answered';
      return this.#sent?.dropped === true ? 'dropped' : undefined;
    }, ms);
    if (done === undefined) throw this.#missing();
    if (done.value === 'answered') this.#settle();
    return done.value;
  }

  async #stayAway(ms: number): Promise<void> {
    const { output } = this.#context.target;
    const came = await this.#context.find(() => {
      this.#skipEcho();
      return output.length > this.#from && !this.#onlyEcho() ? true : undefined;
    }, ms);
    if (came !== undefined) {
      throw new StepFailure(message('scenario.notSilent', { ms }), {
        text: '',
        came: Buffer.from(output.slice(this.#from)),
      });
    }
    this.#context.inbox.skipTo(output.length);
  }

  /** The echo may not be whole yet. */
  #onlyEcho(): boolean {
    const came = this.#context.target.output.slice(this.#from).toString('latin1');
    return `${this.#echo}\r\n`.startsWith(came);
  }

  /** @returns whether everything has come @throws StepFailure when it cannot any more */
  #look(): boolean {
    const { output } = this.#context.target;
    this.#skipEcho();
    for (const token of output.tokensFrom(this.#looked)) {
      this.#looked = token.to;
      this.#takeToken(token);
    }
    for (
      let next = this.#finders[this.#found.length];
      next !== undefined;
      next = this.#finders[this.#found.length]
    ) {
      const begin = this.#found.at(-1)?.to ?? this.#from;
      const span = next(output.slice(0), begin);
      if (span === undefined) break;
      this.#found.push(span);
    }
    if (this.#end === undefined) return false;
    this.#judge(this.#end);
    return this.#found.length === this.#finders.length;
  }

  #skipEcho(): void {
    const [first] = this.#context.target.output.tokensFrom(this.#from);
    if (this.#looked === this.#from && first?.text === this.#echo) {
      this.#from = first.to;
      this.#looked = first.to;
    }
  }

  #takeToken(token: OutputToken): void {
    const { kind, text } = token;
    if (kind === 'prompt') this.#prompted = true;
    if (kind === 'prompt' && this.#data !== undefined) {
      const data = this.#data;
      this.#data = undefined;
      this.#context.target.send(data);
    }
    if (kind !== 'line' || this.#end !== undefined) return;
    const code = CODE.exec(text)?.[1];
    if (code !== undefined) this.#codes.push(Number(code));
    // The OK before the prompt is not the end of a command with data.
    const early = this.#awaitsPrompt && !this.#prompted && text === 'OK';
    // A host under test may have sent something else meanwhile, which is answered so.
    if (text === BUSY && this.#sent !== undefined && this.#step.texts.every(({ shown }) => shown !== BUSY))
      return;
    if (FAILED.has(text) || text === RESTARTED || (SUCCEEDED.has(text) && !early)) this.#end = token;
  }

  #judge(end: OutputToken): void {
    const { fails } = this.#step;
    const failed = FAILED.has(end.text);
    if (end.text === RESTARTED && !this.#asksFor(end)) throw this.#failure(message('scenario.restarted'));
    if (failed && fails === false && !this.#asksFor(end))
      throw this.#failure(message('scenario.answered', this.#said(end)));
    if (!failed && fails !== false) throw this.#failure(message('scenario.shouldFail', this.#said(end)));
    if (typeof fails !== 'number' || !failed) return;
    const wanted = fails > MAX_MANUAL_CODE ? fails : executionCode(fails);
    if (this.#codes.includes(wanted)) return;
    // A host under test has codes printed, or has not.
    if (this.#context.target.plays === 'module' && this.#codes.length === 0) return;
    const codes = this.#codes.map(describeCode);
    throw this.#failure(message('scenario.otherCode', { wanted: describeCode(wanted), codes }));
  }

  /** Whether it is what a step expects. */
  #asksFor(end: OutputToken): boolean {
    return this.#found.some(({ from, to }) => from < end.to && end.from < to);
  }

  #said(end: OutputToken): { answer: string; codes: readonly string[] } {
    return { answer: end.text, codes: this.#codes.map(describeCode) };
  }

  #missing(): StepFailure {
    const waited = this.#context.waited(this.#step.timeoutMs);
    const next = this.#step.texts[this.#found.length];
    if (next !== undefined)
      return this.#failure(message('scenario.textDidNotCome', { text: next.shown, ...waited }), next.shown);
    const what = this.#data === undefined ? 'answer' : 'prompt';
    return this.#failure(message('scenario.noAnswer', { what, ...waited }));
  }

  #failure(reason: Message, wanted?: string): StepFailure {
    const came = Buffer.from(this.#context.target.output.slice(this.#from));
    return new StepFailure(reason, wanted === undefined ? undefined : { text: wanted, came });
  }

  /** What this answer took is over; messages that came meanwhile are not. */
  #settle(): void {
    const { inbox, target } = this.#context;
    const to = Math.max(this.#end?.to ?? this.#from, ...this.#found.map((span) => span.to));
    inbox.skipTo(to);
    const taken = target.output
      .tokensFrom(this.#from)
      .filter((token) => this.#found.some(({ from, to: end }) => from < token.to && token.from < end));
    for (const token of taken) inbox.take(token);
  }
}
