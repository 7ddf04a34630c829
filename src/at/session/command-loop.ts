import { AtmqttError } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { errorCode } from '../codes.ts';
import { describeCode } from '../describe-code.ts';
import type { Interpreter } from '../interpreter.ts';
import { isOwnOutput } from '../line-mistakes.ts';
import { MAX_LINE_BYTES } from '../line-reader.ts';
import {
  type BeforePrompt,
  type DataPhase,
  type Failure,
  failure,
  isFailure,
  OK_AND_PROMPT_BYTES,
  OK_BYTES,
  type Reply,
} from '../reply.ts';
import type { Terminator } from '../terminator.ts';
import type { Writer } from '../writer.ts';
import { DataMode } from './data-mode.ts';
import type { HostInput, SessionHost } from './host.ts';
import { LONG_LINE_BYTES, tellLineHabits } from './line-habits.ts';
import { LineWatch } from './line-watch.ts';
import { Refusals, type WaitingCommand } from './refusals.ts';
import type { CommandReporter } from './reporter.ts';
import { type SessionConduct, sessionConduct } from './session-conduct.ts';
import type { AtSessionOptions, HostHabit } from './session-options.ts';

const ESCAPE = Buffer.from('+++');

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
  readonly #conduct: SessionConduct;
  readonly #habit: (habit: HostHabit) => void;
  readonly #terminator: Terminator;
  /** Whether settings let a host do in its lines what a genuine module would not. */
  readonly #mayBeLenient: boolean;
  /** Only where CR or LF alone ends nothing. */
  readonly #lineWatch: LineWatch | undefined;
  /** Made when something is refused: most modules never do. */
  #refusals: Refusals<C> | undefined;
  /** The command that waits; it makes the session busy. */
  #waiting: WaitingCommand | undefined;
  /** Whether it was told that the chunk which is being read has more than one line. */
  #toldOfLines = false;
  /** What came behind the data of the command that waits. */
  #surplus: { readonly host: SessionHost; readonly bytes: Buffer } | undefined;
  /** What is read came behind data that is not answered yet. */
  #readingAhead = false;
  /** The line that is read has come back already. */
  #cameBack = false;
  #data: DataMode | undefined;
  /** Which command the data is for. */
  #dataCommand: WaitingCommand['command'];
  /** How long the data was that came right before what is read now; 0: none did. */
  #lastData = 0;
  /** Data has come on a prompt: whoever sent it knows how. */
  #practised = false;
  /** Counts resets: a command that began before one has nothing to say after it. */
  #life = 0;

  constructor(parts: CommandLoopParts<C>) {
    this.#options = parts.options;
    this.#interpreter = parts.interpreter;
    this.#writer = parts.writer;
    this.#reporter = parts.reporter;
    this.#answered = parts.answered;
    this.#habit = parts.options.habit ?? (() => {});
    this.#conduct = sessionConduct(parts.options.settings);
    const { settings, timers, log } = parts.options;
    this.#terminator = settings.terminator;
    this.#mayBeLenient = settings.terminator !== 'crlf' || settings.lenientQuotes;
    if (settings.terminator === 'crlf') this.#lineWatch = new LineWatch(timers, log);
  }

  /** Whether a command waits for its answer. */
  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  /** The data that a command still waits for, in bytes. */
  get dataRemaining(): number {
    return this.#data?.remaining ?? 0;
  }

  /** Forgets what was going on, as a restart does. */
  reset(): void {
    this.#life++;
    this.#waiting = undefined;
    this.#surplus = undefined;
    this.#lastData = 0;
    this.#data?.stop();
    this.#data = undefined;
    this.#reporter?.forget();
    this.#lineWatch?.reset();
    this.echo = true;
    this.asleep = false;
  }

  arrived(host: SessionHost): void {
    this.#lineWatch?.spoke(host);
    if (this.#data === undefined || this.#data.owner !== undefined) return;
    this.#options.log('info', 'at', message('at.hostGoesOnWithData', { host: host.name }));
    this.#data.adopt(host);
  }

  /** Whether nothing of a chunk is read: it came while a command waits, or it is an escape sequence alone. */
  refuses(host: SessionHost, chunk: Buffer): boolean {
    this.#toldOfLines = false;
    if (this.asleep) return true;
    if (this.busy || (this.#data !== undefined && this.#data.owner !== host)) {
      this.#refuse(host, chunk);
      return true;
    }
    // `+++` outside data mode is ignored, unless it is part of a line [B-DATA-6].
    if (chunk.length !== ESCAPE.length || !this.#conduct.dropsEscape || this.#data !== undefined)
      return false;
    if (!host.reader.atLineStart || !chunk.equals(ESCAPE)) return false;
    this.#habit('idleEscape');
    return true;
  }

  line(
    host: SessionHost,
    bytes: Buffer,
    from: number,
    to: number,
    end: number,
    seen: number,
    nul: boolean,
  ): void {
    if (this.asleep) return;
    if (this.echo && host.echo && !this.#cameBack) {
      const fresh = bytes.subarray(from + seen, end);
      this.#writer.echo(host.output, nul ? withoutNul(fresh) : fresh);
    }
    if (this.#readingAhead && !nul && this.#interpreter.isCommand(bytes, from, to)) {
      const line = bytes.subarray(from, end);
      this.#surplus = { host, bytes: Buffer.concat([line, host.reader.takeRest()]) };
      return;
    }
    if (this.#cameBack) this.#cameBack = false;
    this.#reporter?.line(host.name, bytes, from, to, end);
    if (nul) return this.#finish(host, failure(errorCode('noAT'), message('at.lineHoldsNul')));
    if (end - from >= LONG_LINE_BYTES || this.#mayBeLenient) {
      tellLineHabits(bytes, from, end, this.#options.settings, this.#habit);
    }
    // What is no command at all is answered without the next line having to wait [B-LINE-9].
    const { refusesLines } = this.#conduct;
    const followed =
      host.reader.restLength > 0 &&
      (refusesLines || !this.#toldOfLines) &&
      this.#interpreter.isCommand(bytes, from, to);
    if (followed && refusesLines && !this.#refuseRest(host)) return;
    const reply = this.#run(host, bytes, from, to);
    this.#answer(
      host,
      this.#lastData === 0 ? reply : this.#namingLeftOver(reply, end - from),
      end - from - seen,
    );
    if (host.reader.restLength > 0) this.#goOn(host, followed);
  }

  overlong(host: SessionHost, raw: Buffer, seen: number): void {
    if (this.asleep) return;
    this.#echo(host, raw.subarray(seen));
    this.#reporter?.line(host.name, raw, 0, MAX_LINE_BYTES, raw.length);
    this.#finish(host, failure(errorCode('noAT'), message('at.lineTooLong', { max: MAX_LINE_BYTES })));
  }

  partial(host: SessionHost, fresh: Buffer): void {
    if (this.asleep) return;
    this.#echo(host, fresh);
    this.#lineWatch?.partial(host, fresh);
  }

  dropped(host: SessionHost, bytes: number, begin: Buffer): void {
    if (this.asleep) return;
    const reason = message('at.lineDropped', { host: host.name, bytes });
    const mistake = isOwnOutput(begin, 0, begin.length) ? message('at.ownOutput') : undefined;
    const told = mistake === undefined ? reason : message('at.withMistake', { reason, mistake });
    this.#options.log('warn', 'at', told);
  }

  endedAlone(): void {
    this.#habit('lineEnd');
  }

  data(host: SessionHost, bytes: Buffer): void {
    const data = this.#data;
    if (data === undefined || !data.take(bytes)) return;
    this.#data = undefined;
    this.#practised = true;
    this.#lastData = data.bytes.length;
    this.#reporter?.data(host.name, data.bytes);
    this.#writer.closeData();
    const surplus = host.reader.restLength > 0;
    if (surplus && this.#conduct.refusesSurplus && !this.#refuseRest(host)) return;
    if (surplus && this.#conduct.readsAhead) this.#readAhead(host);
    let reply: Reply | Promise<Reply>;
    try {
      reply = data.complete();
    } catch (error) {
      reply = broken(error);
    }
    this.#answer(host, reply, 0, this.#dataCommand);
    if (this.#surplus !== undefined && !this.busy) return this.readSurplus();
    if (!surplus || host.reader.restLength === 0) return;
    if (this.#conduct.tellsSurplus) this.#habit('surplusData');
    // What carries the bytes may use their memory again.
    if (this.busy) this.#surplus = { host, bytes: Buffer.from(host.reader.takeRest()) };
  }

  /** Reads what came behind the data of a command that has now been answered. */
  readSurplus(): void {
    const surplus = this.#surplus;
    this.#surplus = undefined;
    if (surplus === undefined) return;
    this.#cameBack = this.#conduct.readsAhead;
    surplus.host.reader.feed(surplus.bytes);
    this.#cameBack = false;
  }

  /** Reads what came behind data up to the first command in it, which waits for the reply. */
  #readAhead(host: SessionHost): void {
    const rest = Buffer.from(host.reader.takeRest());
    // Here NUL comes back; where it does not begin a line it is as rare as it is of no interest.
    const begin = rest.findIndex((byte) => byte !== 0);
    if (this.echo && host.echo)
      this.#writer.echo(host.output, rest.subarray(0, begin === -1 ? rest.length : begin));
    this.#readingAhead = true;
    host.reader.feed(rest);
    // A part of a line is lost.
    host.reader.reset();
    this.#readingAhead = false;
  }

  /** A host has gone; a data phase of its stays open for the next one that speaks. */
  gone(host: SessionHost): void {
    this.#lineWatch?.gone(host);
    if (this.#surplus?.host === host) this.#surplus = undefined;
    if (this.#data?.owner !== host) return;
    this.#data.owner = undefined;
    const { remaining } = this.#data;
    this.#options.log('warn', 'at', message('at.hostGoneInData', { host: host.name, remaining }));
  }

  #run(host: SessionHost, bytes: Buffer, from: number, to: number): Reply | Promise<Reply> {
    const { intercept, context } = this.#options;
    if (intercept === undefined) return this.#interpret(bytes, from, to);
    try {
      const line = Buffer.from(bytes.subarray(from, to));
      // It may run later, and busy names what waits until then.
      this.#interpreter.look(line, 0, line.length);
      const run = () => this.#interpreter.run(line, 0, line.length, context);
      return intercept(line.toString('latin1'), run, host.name);
    } catch (error) {
      return broken(error);
    }
  }

  #interpret(bytes: Buffer, from: number, to: number): Reply | Promise<Reply> {
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
  #answer(
    host: SessionHost,
    reply: Reply | Promise<Reply>,
    echoed = 0,
    command = this.#interpreter.lastCommand,
  ): void {
    if (!(reply instanceof Promise)) return this.#finish(host, reply, echoed);
    this.#waiting = { host, since: this.#options.timers.now(), command };
    const life = this.#life;
    reply
      .catch(broken)
      .then((settled) => {
        if (life !== this.#life) return;
        this.#waiting = undefined;
        this.#finish(host, settled);
        this.#answered();
      })
      .catch((error: unknown) => {
        this.#options.log('error', 'at', message('at.commandThrew', { error: String(error) }));
      });
  }

  #finish(host: SessionHost, reply: Reply, echoed = 0): void {
    if (isFailure(reply)) return this.#fail(reply);
    if ('data' in reply) return this.#openData(host, reply);
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

  #openData(host: SessionHost, { data: phase, beforePrompt }: DataPhase): void {
    const { settings, timers } = this.#options;
    this.#dataCommand = this.#interpreter.lastCommand;
    // Data mode begins before the first byte of the prompt leaves: hosts send on seeing OK [B-DATA-1].
    this.#data = new DataMode(host, phase, {
      timers,
      timeoutMs: settings.dataModeTimeoutMs,
      escape: settings.dataModeEscape,
      practised: this.#practised,
      abandoned: (failed, trouble) => {
        this.#options.observer?.dataTrouble?.(trouble);
        this.#data = undefined;
        this.#writer.closeData();
        this.#habit('dataAbandoned');
        this.#fail(failed);
      },
      stalled: (received, length, silentMs, suspicious) => {
        this.#options.observer?.dataTrouble?.('stalled');
        const seconds = Math.floor(silentMs / 1000);
        const key = suspicious ? 'at.dataLooksLikeCommands' : 'at.dataStalled';
        const said =
          received === 0
            ? message('at.promptUnanswered', { length, seconds })
            : message(key, { received, length, seconds });
        this.#options.log('warn', 'at', said);
      },
    });
    if (beforePrompt !== undefined) return this.#delayPrompt(beforePrompt);
    this.#writer.openData();
    this.#reporter?.prompted(OK_AND_PROMPT_BYTES);
  }

  #delayPrompt(before: BeforePrompt): void {
    this.#writer.openDataBeforePrompt('waitMs' in before ? before.waitMs : 0);
    this.#reporter?.prompted(OK_BYTES);
    if (!('urc' in before)) return;
    this.#writer.urc(before.urc, 'event');
    this.#writer.prompt();
  }

  /** What comes behind data and is no command is what the announced length left over. */
  #namingLeftOver(reply: Reply | Promise<Reply>, bytes: number): Reply | Promise<Reply> {
    const length = this.#lastData;
    this.#lastData = 0;
    if (!isFailure(reply) || reply.codes[0] !== errorCode('noAT')) return reply;
    return failure(errorCode('noAT'), message('at.leftOver', { bytes, length }));
  }

  /** Goes on with the chunk of a command that was run: with its data, or with lines while none waits [B-LINE-9]. */
  #goOn(host: SessionHost, followed: boolean): void {
    if (this.busy) this.#refuse(host, host.reader.takeRest());
    else if (this.#data !== undefined) this.#habit('earlyData');
    else if (followed) {
      this.#toldOfLines = true;
      this.#habit('chunkLines');
    }
  }

  /**
   * Refuses what is left of a chunk, as if the command waited that is about to run.
   * @returns whether that one is still to run
   */
  #refuseRest(host: SessionHost): boolean {
    const life = this.#life;
    this.#waiting = { host, since: this.#options.timers.now(), command: undefined };
    this.#refuse(host, host.reader.takeRest());
    if (life !== this.#life) return false;
    this.#waiting = undefined;
    return true;
  }

  #refuse(host: SessionHost, chunk: Buffer): void {
    this.#refusals ??= new Refusals({
      options: this.#options,
      interpreter: this.#interpreter,
      writer: this.#writer,
      reporter: this.#reporter,
      interpret: (...line) => this.#interpret(...line),
    });
    this.#refusals.refuse(host, chunk, this.#waiting, this.#data);
  }

  #echo(host: SessionHost, bytes: Buffer): void {
    if (this.echo && host.echo) this.#writer.echo(host.output, bytes.includes(0) ? withoutNul(bytes) : bytes);
  }
}

/** NUL is left out of the echo [B-LINE-8]. */
function withoutNul(bytes: Buffer): Buffer {
  return bytes.filter((byte) => byte !== 0) as Buffer;
}

/** What a command that threw fails with. */
function broken(error: unknown): Failure {
  if (error instanceof AtmqttError) return failure(errorCode('generic'), error.reason);
  const text = error instanceof Error ? error.message : String(error);
  return failure(errorCode('generic'), message('at.commandThrew', { error: text }));
}
