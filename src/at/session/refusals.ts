import { type Message, message } from '#messages/message';
import { errorCode } from '../codes.ts';
import type { CommandRow } from '../command.ts';
import type { Interpreter } from '../interpreter.ts';
import { failure, isFailure, type Reply } from '../reply.ts';
import type { Writer } from '../writer.ts';
import type { DataMode } from './data-mode.ts';
import type { SessionHost } from './host.ts';
import type { CommandReporter } from './reporter.ts';
import type { AtSessionOptions, HostHabit } from './session-options.ts';

/** Milliseconds after which a host that sends the next command has given up the one before. */
const GAVE_UP_MS = 500;
const FIRST_LINE = /^[^\r\n]*/;

/** A command that has not been answered yet. */
export interface WaitingCommand {
  /** Who sent it. */
  readonly host: SessionHost;
  /** When, by the session's timers. */
  readonly since: number;
  /** Its row; undefined for one that is about to run. */
  readonly command: Pick<CommandRow<never>, 'name' | 'waitsFor'> | undefined;
}

interface RefusalsParts<C> {
  readonly options: AtSessionOptions<C>;
  readonly interpreter: Interpreter<C>;
  readonly writer: Writer;
  readonly reporter: CommandReporter | undefined;
  /** Runs a line that nothing stands before. */
  interpret(bytes: Buffer, from: number, to: number): Reply | Promise<Reply>;
}

/** Answers what comes while a command waits, or while another host's data does [B-BUSY-1], [B-BUSY-2]. */
export class Refusals<C> {
  readonly #parts: RefusalsParts<C>;

  constructor(parts: RefusalsParts<C>) {
    this.#parts = parts;
  }

  /** All of a chunk is lost, unless a restart is in it. */
  refuse(
    host: SessionHost,
    chunk: Buffer,
    waiting: WaitingCommand | undefined,
    data: DataMode | undefined,
  ): void {
    const { options, interpreter, writer, reporter } = this.#parts;
    if (data === undefined) {
      const urgent = interpreter.findUrgent(chunk, options.settings.terminator);
      if (urgent !== undefined) return this.#runBeside(host, chunk, ...urgent);
    }
    if (host === waiting?.host) options.habit?.(this.#habitOf(waiting));
    const first = FIRST_LINE.exec(chunk.toString('latin1'))?.[0].length ?? 0;
    const reason =
      data === undefined
        ? this.#whyBusy(chunk, first, waiting)
        : message('at.busyWithData', { bytes: chunk.length, host: host.name, remaining: data.remaining });
    const refusal = failure(errorCode('busy'), reason);
    options.log('warn', 'at', reason);
    const reply = writer.busy();
    reporter?.refused(host.name, chunk, 0, first, reply, refusal);
  }

  #habitOf({ since }: WaitingCommand): HostHabit {
    return this.#parts.options.timers.now() - since < GAVE_UP_MS ? 'earlyCommand' : 'shortWait';
  }

  /** Which line is lost, and what waits. @param end of the first line of the chunk */
  #whyBusy(chunk: Buffer, end: number, waiting: WaitingCommand | undefined): Message {
    const { options, interpreter } = this.#parts;
    const line =
      end === 0
        ? message('at.maskedBytes', { bytes: chunk.length })
        : (interpreter.counted(chunk, 0, end) ?? interpreter.mask(chunk, 0, end).toString());
    const seconds = waiting === undefined ? 0 : (options.timers.now() - waiting.since) / 1000;
    const { name: command, waitsFor } = waiting?.command ?? {};
    return message('at.busy', { line, command, seconds, waitsFor });
  }

  /** Runs a command beside the one that waits, which goes on unless this one ends it. */
  #runBeside(host: SessionHost, chunk: Buffer, from: number, to: number): void {
    const { interpret, writer, reporter } = this.#parts;
    let reply = interpret(chunk, from, to);
    if (reply instanceof Promise || 'data' in reply) {
      reply = failure(errorCode('generic'), message('at.mustAnswerAtOnce'));
    }
    if (isFailure(reply)) {
      const written = writer.failure(reply);
      return reporter?.refused(host.name, chunk, from, to, written, reply);
    }
    if (reply.restarts === true) writer.discard();
    writer.reply(reply.bytes);
    reporter?.refused(host.name, chunk, from, to, reply.bytes);
    reply.after?.();
  }
}
