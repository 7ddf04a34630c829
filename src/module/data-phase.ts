import { mqttCode } from '#at/mqtt-codes';
import { type DataPhase, type Failure, failure, type Reply } from '#at/reply';
import type { Message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import type { Host } from './host.ts';

const PLUS = 0x2b;
const ESCAPE_LENGTH = 3;
/** Milliseconds of silence before a lone `+++` [B-DATA-5]. */
const ESCAPE_SILENCE_MS = 1000;

interface DataPhaseParts {
  readonly timers: Timers;
  /** 0 waits for ever. */
  readonly timeoutMs: number;
  readonly escape: boolean;
  /** The phase is over early: its time is up or the host escaped. */
  abandoned(failed: Failure): void;
}

/** Data that a command has asked for and that is coming in [B-DATA-2]. */
export class OpenDataPhase {
  /** Who sends the data; undefined once that host has gone, until another one speaks. */
  owner: Host | undefined;
  readonly #parts: DataPhaseParts;
  readonly #phase: DataPhase['data'];
  readonly #bytes: Buffer;
  #received = 0;
  #pluses = 0;
  #lastAt: number;
  #cancelTimer: Cancel | undefined;

  constructor(owner: Host, phase: DataPhase['data'], parts: DataPhaseParts) {
    this.owner = owner;
    this.#phase = phase;
    this.#parts = parts;
    this.#bytes = Buffer.allocUnsafe(phase.length);
    this.#lastAt = parts.timers.now();
    owner.reader.expectData(phase.length);
    this.#armTimer();
  }

  get remaining(): number {
    return this.#phase.length - this.#received;
  }

  /** Another host goes on where the one that left stopped. */
  adopt(host: Host): void {
    this.owner = host;
    host.reader.expectData(this.remaining);
  }

  /** Takes bytes. @returns whether the data is complete */
  take(chunk: Buffer): boolean {
    if (this.#isEscape(chunk)) {
      this.#abandon('the host left data mode with +++');
      return false;
    }
    chunk.copy(this.#bytes, this.#received);
    this.#received += chunk.length;
    this.#lastAt = this.#parts.timers.now();
    if (this.remaining === 0) {
      this.stop();
      return true;
    }
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
  }

  #armTimer(): void {
    const { timeoutMs, timers } = this.#parts;
    if (timeoutMs === 0) return;
    const silent = timers.now() - this.#lastAt;
    this.#cancelTimer = timers.after(timeoutMs - silent, () => {
      if (timers.now() - this.#lastAt < timeoutMs) return this.#armTimer();
      this.#abandon(`no byte came for ${timeoutMs} ms`);
    });
  }

  #abandon(why: string): void {
    this.stop();
    this.owner?.reader.leaveData();
    const sentence = `${why}: ${this.#received} of ${this.#phase.length} bytes had come, and they are dropped`;
    this.#parts.abandoned(this.#phase.abandoned(sentence));
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

/** What a data phase that ended early fails with: 0x604D [B-DATA-4]. */
export function receivedLengthIsWrong(reason: Message | string): Failure {
  return failure(mqttCode('RECV_LENGTH_IS_WRONG'), reason);
}
