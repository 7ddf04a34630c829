import { AtmqttError } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { errorCode } from '../codes.ts';
import { describeCode } from '../describe-code.ts';
import type { Interpreter } from '../interpreter.ts';
import {
  type DataPhase,
  type Failure,
  failure,
  isFailure,
  OK_AND_PROMPT_BYTES,
  type Reply,
} from '../reply.ts';
import type { Writer } from '../writer.ts';
import { DataMode } from './data-mode.ts';
import type { HostInput, SessionHost } from './host.ts';
import type { CommandReporter } from './reporter.ts';
import type { AtSessionOptions } from './session-options.ts';

const PLUS = 0x2b;

/** What a loop works with. */
interface CommandLoopParts<C> {
  readonly options: AtSessionOptions<C>;
  readonly interpreter: Interpreter<C>;
  readonly writer: Writer;
  readonly reporter: CommandReporter | undefined;
  /** The reply of a command that waited is out. */
  answered(): void;
}

/**
 * Runs commands one at a time, whichever host they come from [B-BUSY-1], [B-HOST-1]. A command that replies later
 * makes the session busy until it has; one that asks for data opens a data phase.
 */
export class CommandLoop<C> implements HostInput {
  /** Send commands back to the host they came from [B-LINE-2]. */
  echo = true;
  /** Drop what comes, as in deep sleep; a reset ends it. */
  asleep = false;
  readonly #options: AtSessionOptions<C>;
  readonly #interpreter: Interpreter<C>;
  readonly #writer: Writer;
  readonly #reporter: CommandReporter | undefined;
  readonly #answered: () => void;
  #busy = false;
  #data: DataMode | undefined;
  /** Counts resets: a command that began before one has nothing to say after it. */
  #life = 0;

  constructor(parts: CommandLoopParts<C>) {
    this.#options = parts.options;
    this.#interpreter = parts.interpreter;
    this.#writer = parts.writer;
    this.#reporter = parts.reporter;
    this.#answered = parts.answered;
  }

  /** Whether a command waits for its answer. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The data that a command still waits for, in bytes. */
  get dataRemaining(): number {
    return this.#data?.remaining ?? 0;
  }

  /** Forgets what was going on, as a restart does. */
  reset(): void {
    this.#life++;
    this.#busy = false;
    this.#data?.stop();
    this.#data = undefined;
    this.#reporter?.forget();
    this.echo = true;
    this.asleep = false;
  }

  arrived(host: SessionHost): void {
    if (this.#data === undefined || this.#data.owner !== undefined) return;
    this.#options.log('info', 'at', message('at.hostGoesOnWithData', { host: host.name }));
    this.#data.adopt(host);
  }

  line(host: SessionHost, bytes: Buffer, from: number, to: number, end: number, seen: number): void {
    if (this.asleep) return;
    if (this.#busy || this.#data !== undefined) return this.#refuse(host, bytes, from, to, end);
    if (this.echo && host.echo) this.#writer.echo(host.output, bytes.subarray(from + seen, end));
    let start = from;
    if (bytes[from] === PLUS && to - from >= 3 && bytes[from + 1] === PLUS && bytes[from + 2] === PLUS) {
      start += 3;
      // `+++` outside data mode is ignored, with or without a line end [B-DATA-6].
      if (start === to) return;
    }
    this.#reporter?.line(host.name, bytes, start, to, end);
    this.#answer(host, this.#run(bytes, start, to), end - from - seen);
  }

  overlong(host: SessionHost, raw: Buffer, seen: number): void {
    if (this.asleep) return;
    if (this.#busy || this.#data !== undefined) return this.#refuse(host, raw, 0, raw.length, raw.length);
    this.#echo(host, raw.subarray(seen));
    this.#reporter?.line(host.name, raw, 0, raw.length, raw.length);
    this.#finish(host, failure(errorCode('noAT'), message('at.lineTooLong', { max: raw.length })));
  }

  partial(host: SessionHost, fresh: Buffer): boolean {
    if (this.asleep || this.#busy || this.#data !== undefined) return false;
    this.#echo(host, fresh);
    return true;
  }

  data(host: SessionHost, bytes: Buffer): void {
    const data = this.#data;
    if (data === undefined || !data.take(bytes)) return;
    this.#data = undefined;
    this.#reporter?.data(host.name, data.bytes);
    this.#writer.closeData();
    let reply: Reply | Promise<Reply>;
    try {
      reply = data.complete();
    } catch (error) {
      reply = broken(error);
    }
    this.#answer(host, reply);
  }

  /** A host has gone; a data phase of its stays open for the next one that speaks. */
  gone(host: SessionHost): void {
    if (this.#data?.owner !== host) return;
    this.#data.owner = undefined;
    const { remaining } = this.#data;
    this.#options.log('warn', 'at', message('at.hostGoneInData', { host: host.name, remaining }));
  }

  #run(bytes: Buffer, from: number, to: number): Reply | Promise<Reply> {
    try {
      return this.#interpreter.run(bytes, from, to, this.#options.context);
    } catch (error) {
      return broken(error);
    }
  }

  /**
   * Answers a command or its second half; only a promise makes the session busy.
   * @param echoed bytes that were written to the host last, as its echo, if there is one
   */
  #answer(host: SessionHost, reply: Reply | Promise<Reply>, echoed = 0): void {
    if (!(reply instanceof Promise)) return this.#finish(host, reply, echoed);
    this.#busy = true;
    const life = this.#life;
    reply
      .catch(broken)
      .then((settled) => {
        if (life !== this.#life) return;
        this.#busy = false;
        this.#finish(host, settled);
        this.#answered();
      })
      .catch((error: unknown) => {
        this.#options.log('error', 'at', message('at.commandThrew', { error: String(error) }));
      });
  }

  #finish(host: SessionHost, reply: Reply, echoed = 0): void {
    if (isFailure(reply)) return this.#fail(reply);
    if ('data' in reply) return this.#openData(host, reply.data);
    if (reply.restarts === true) this.#writer.discard(host.output, this.echo && host.echo ? echoed : 0);
    this.#writer.reply(reply.bytes);
    this.#reporter?.answered(reply.bytes, reply.secret === true);
    reply.after?.();
  }

  #fail(failed: Failure): void {
    const codes = failed.codes.map(describeCode).join(', ');
    this.#options.log('warn', 'at', message('at.commandFailed', { reason: failed.reason, codes }));
    const bytes = this.#writer.failure(failed);
    this.#reporter?.failed(failed, bytes);
  }

  #openData(host: SessionHost, phase: DataPhase['data']): void {
    const { settings, timers } = this.#options;
    // Data mode begins before the first byte of the prompt leaves: hosts send on seeing OK [B-DATA-1].
    this.#data = new DataMode(host, phase, {
      timers,
      timeoutMs: settings.dataModeTimeoutMs,
      escape: settings.dataModeEscape,
      abandoned: (failed) => {
        this.#data = undefined;
        this.#writer.closeData();
        this.#fail(failed);
      },
      suspicious: (received, length, silentMs) => {
        const seconds = Math.floor(silentMs / 1000);
        this.#options.log('warn', 'at', message('at.dataLooksLikeCommands', { received, length, seconds }));
      },
    });
    this.#writer.openData();
    this.#reporter?.answered(OK_AND_PROMPT_BYTES, false);
  }

  /** A line that came while a command waits: few run all the same [B-BUSY-1], [B-BUSY-2]. */
  #refuse(host: SessionHost, bytes: Buffer, from: number, to: number, end: number): void {
    if (this.#data === undefined && this.#interpreter.runsWhileBusy(bytes, from, to)) {
      return this.#runBeside(host, bytes, from, to, end);
    }
    const refusal = failure(errorCode('busy'), message('at.busy'));
    this.#options.log('warn', 'at', refusal.reason);
    const reply = this.#writer.busy();
    this.#reporter?.refused(host.name, bytes, from, to, end, reply, refusal);
  }

  /** Runs a line beside the command that waits, which goes on unless this one ends it. */
  #runBeside(host: SessionHost, bytes: Buffer, from: number, to: number, end: number): void {
    let reply = this.#run(bytes, from, to);
    if (reply instanceof Promise || 'data' in reply) {
      reply = failure(errorCode('generic'), message('at.mustAnswerAtOnce'));
    }
    if (isFailure(reply)) {
      const written = this.#writer.failure(reply);
      return this.#reporter?.refused(host.name, bytes, from, to, end, written, reply);
    }
    if (reply.restarts === true) this.#writer.discard();
    this.#writer.reply(reply.bytes);
    this.#reporter?.refused(host.name, bytes, from, to, end, reply.bytes);
    reply.after?.();
  }

  #echo(host: SessionHost, bytes: Buffer): void {
    if (this.echo && host.echo) this.#writer.echo(host.output, bytes);
  }
}

/** What a command that threw fails with. */
function broken(error: unknown): Failure {
  if (error instanceof AtmqttError) return failure(errorCode('generic'), error.reason);
  const text = error instanceof Error ? error.message : String(error);
  return failure(errorCode('generic'), message('at.commandThrew', { error: text }));
}
