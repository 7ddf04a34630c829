import { isFailure, type Reply } from '#at/reply';
import type { Intercept } from '#at/session/session-options';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { LatencySet } from '#module/settings/latency';
import type { Cancel, Timers } from '#time/timers';
import type { Meter } from './meter.ts';
import type { Waits } from './waits.ts';

const COMMAND = /^AT[^=?]*/i;

/** A command that has not been answered yet. */
interface Waiting {
  readonly command: string;
  readonly host: string;
  /** When its line, or the last byte of its data, came. */
  readonly since: number;
  /** What the meter said then. */
  readonly late: number;
  /** What its host did meanwhile, and after how many milliseconds. */
  wentOn?: { readonly left: boolean; readonly after: number };
}

interface LateCommandsParts {
  readonly waits: Waits;
  readonly meter: Meter;
  readonly timers: Timers;
  readonly log: Log;
  readonly base: LatencySet;
}

/** Has commands take the time that `latency.command` says, and tells of hosts that did not wait for their answers. */
export class LateCommands {
  readonly #parts: LateCommandsParts;
  #waiting: Waiting | undefined;
  /** What is to run unless the module stops before. */
  #cancel: Cancel | undefined;

  constructor(parts: LateCommandsParts) {
    this.#parts = parts;
  }

  /** @param inner stands before the command itself, as faults do */
  intercept(inner: Intercept | undefined): Intercept {
    return (line, run, host) => {
      const [command] = COMMAND.exec(line) ?? [];
      const begin = inner === undefined ? run : () => inner(line, run, host);
      return command === undefined ? begin() : this.#run(command, host, begin);
    };
  }

  /** The module stops: a command that waits does not run any more. */
  stopped(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#tell(waiting, false);
  }

  /**
   * A host did not wait for the answer to its command.
   * @param left the one that is no longer there
   * @param sinceMs how long it has waited at least
   */
  wentOn(left?: string, sinceMs = 0): void {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.wentOn !== undefined) return;
    if (left !== undefined && left !== waiting.host) return;
    const after = this.#parts.timers.now() - waiting.since;
    if (after >= sinceMs) waiting.wentOn = { left: left !== undefined, after };
  }

  #run(command: string, host: string, begin: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
    const { waits, meter, timers } = this.#parts;
    const [since, late] = [timers.now(), meter.passed];
    const ms = meter.book(waits.command());
    const reply = ms === 0 ? begin() : this.#later(ms, begin);
    const answered = (settled: Reply): Reply => this.#withData(command, host, settled);
    if (!(reply instanceof Promise)) return answered(reply);
    const waiting: Waiting = { command, host, since, late };
    this.#waiting = waiting;
    return reply
      .finally(() => {
        // One that a reset has ended was told of then.
        if (this.#waiting !== waiting) return;
        this.#waiting = undefined;
        this.#tell(waiting, true);
      })
      .then(answered);
  }

  #later(ms: number, begin: () => Reply | Promise<Reply>): Promise<Reply> {
    return new Promise<void>((resolve) => {
      this.#cancel = this.#parts.timers.after(ms, () => {
        this.#cancel = undefined;
        resolve();
      });
    }).then(begin);
  }

  /** What a command does once it has its data takes time as well. */
  #withData(command: string, host: string, reply: Reply): Reply {
    if (isFailure(reply) || !('data' in reply)) return reply;
    const { data } = reply;
    return {
      ...reply,
      data: {
        length: data.length,
        complete: (bytes) => this.#run(command, host, () => data.complete(bytes)),
        abandoned: (reason) => data.abandoned(reason),
      },
    };
  }

  #tell({ command, since, late, wentOn }: Waiting, answered: boolean): void {
    if (wentOn === undefined) return;
    const { timers, meter, log, base } = this.#parts;
    const ms = Math.round(timers.now() - since);
    const latency = Math.min(ms, Math.round(meter.passed - late));
    const said = { command, answered, ms, latency, base, left: wentOn.left, after: Math.round(wentOn.after) };
    log('warn', 'latency', message('latency.hostWentOn', said));
  }
}
