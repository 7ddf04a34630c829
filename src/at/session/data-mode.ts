import { type Message, message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import type { DataPhase, Failure, Reply } from '../reply.ts';
import type { SessionHost } from './host.ts';
import type { DataTrouble } from './observer.ts';

const PLUS = 0x2b;
const ESCAPE_LENGTH = 3;
/** Milliseconds of silence before a lone `+++` [B-DATA-5]. */
const ESCAPE_SILENCE_MS = 1000;
/** Milliseconds of silence after which it is told that data is missing. */
const STALL_MS = 5000;
/** So much of the end of the data is looked at. */
const SUSPECT_BYTES = 4096;
const NAMED_COMMAND = /AT\+[A-Z]{2,}[^\r\n]*[\r\n]/i;
const BARE_COMMAND = /^AT(?:E[01])?[\r\n]/im;

interface DataModeParts {
  readonly timers: Timers;
  /** 0 waits for ever. */
  readonly timeoutMs: number;
  readonly escape: boolean;
  /** The host has answered a prompt before. */
  readonly practised: boolean;
  /** Data mode is over early: its time is up or the host escaped. */
  abandoned(failed: Failure, why: Exclude<DataTrouble, 'stalled'>): void;
  /**
   * Nothing comes any more, and data is missing; told once.
   * @param suspicious what has come looks like commands
   */
  stalled(received: number, length: number, silentMs: number, suspicious: boolean): void;
}

/** Data that a command has asked for and that is coming in [B-DATA-2]. */
export class DataMode {
  /** Who sends the data; undefined once that host has gone, until another one speaks. */
  owner: SessionHost | undefined;
  readonly #parts: DataModeParts;
  readonly #phase: DataPhase['data'];
  readonly #bytes: Buffer;
  #received = 0;
  #pluses = 0;
  #lastAt: number;
  #cancelTimer: Cancel | undefined;
  #cancelWatch: Cancel | undefined;
  /** It was told that nothing comes any more. */
  #told = false;
  /** Where another host went on with the data. */
  #adoptedAt = 0;

  constructor(owner: SessionHost, phase: DataPhase['data'], parts: DataModeParts) {
    this.owner = owner;
    this.#phase = phase;
    this.#parts = parts;
    this.#bytes = Buffer.allocUnsafe(phase.length);
    this.#lastAt = parts.timers.now();
    owner.reader.expectData(phase.length);
    this.#armTimer();
    if (!parts.practised) this.#watch();
  }

  get remaining(): number {
    return this.#phase.length - this.#received;
  }

  /** Another host goes on where the one that left stopped. */
  adopt(host: SessionHost): void {
    this.owner = host;
    this.#adoptedAt = this.#received;
    host.reader.expectData(this.remaining);
  }

  /** Takes bytes. @returns whether the data is complete */
  take(chunk: Buffer): boolean {
    if (this.#isEscape(chunk)) {
      this.#abandon('escaped', message('at.dataEscaped'));
      return false;
    }
    chunk.copy(this.#bytes, this.#received);
    this.#received += chunk.length;
    this.#lastAt = this.#parts.timers.now();
    if (this.remaining === 0) {
      this.stop();
      return true;
    }
    if (this.#cancelWatch === undefined && !this.#told) this.#watch();
    return false;
  }

  /** The data, once it is complete. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Runs the command with its data. */
  complete(): Reply | Promise<Reply> {
    return this.#phase.complete(this.#bytes);
  }

  /** Stops waiting, as a restart does. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  #armTimer(): void {
    const { timeoutMs, timers } = this.#parts;
    if (timeoutMs === 0) return;
    const silent = timers.now() - this.#lastAt;
    this.#cancelTimer = timers.after(timeoutMs - silent, () => {
      if (timers.now() - this.#lastAt < timeoutMs) return this.#armTimer();
      this.#abandon('timedOut', message('at.dataTimedOut', { ms: timeoutMs }));
    });
  }

  /** Data of which only a part came may be the commands of a host that knows nothing of the data phase [B-DATA-9]. */
  #watch(): void {
    const { timers } = this.#parts;
    this.#cancelWatch = timers.after(STALL_MS - (timers.now() - this.#lastAt), () => {
      this.#cancelWatch = undefined;
      const silentMs = timers.now() - this.#lastAt;
      if (silentMs < STALL_MS) return this.#watch();
      // Commands that come afterwards are told of nevertheless.
      this.#told = this.#received > 0;
      this.#parts.stalled(this.#received, this.#phase.length, silentMs, this.#looksLikeCommands());
    });
  }

  #looksLikeCommands(): boolean {
    const textFrom = (at: number): string => {
      const from = Math.max(at, this.#received - SUSPECT_BYTES);
      return this.#bytes.toString('latin1', from, this.#received);
    };
    return (
      NAMED_COMMAND.test(textFrom(0)) || [0, this.#adoptedAt].some((at) => BARE_COMMAND.test(textFrom(at)))
    );
  }

  #abandon(trouble: Exclude<DataTrouble, 'stalled'>, why: Message): void {
    this.stop();
    this.owner?.reader.leaveData();
    const { length } = this.#phase;
    const reason = message('at.dataIncomplete', { why, received: this.#received, length });
    this.#parts.abandoned(this.#phase.abandoned(reason), trouble);
  }

  /** Pluses count as data until the third; a lone `+++` has nothing before it for a second and nothing behind it. */
  #isEscape(chunk: Buffer): boolean {
    if (!this.#parts.escape) return false;
    const silent = this.#parts.timers.now() - this.#lastAt >= ESCAPE_SILENCE_MS;
    const onlyPluses = chunk.length <= ESCAPE_LENGTH && chunk.every((byte) => byte === PLUS);
    this.#pluses = onlyPluses && (silent || this.#pluses > 0) ? this.#pluses + chunk.length : 0;
    return this.#pluses === ESCAPE_LENGTH;
  }
}
