import type { Duplex } from 'node:stream';
import type { Message } from '#messages/message';
import type { HostTraits, LineSettings, Port, PortSpec } from '#ports/index';
import { MAX_TIMER_MS } from '#time/duration';
import type { Timers } from '#time/timers';

/** Bytes that may wait until they are asked for; then the other side is held back. */
const MAX_WAITING_BYTES = 1_048_576;

/** What a line tells of itself. */
export interface ReplayLineEvents {
  notice(level: 'info' | 'warn', said: Message): void;
}

/** The line to the other side, whoever is there now, and what it has sent and nobody has looked at. */
export class ReplayLine {
  readonly #spec: PortSpec;
  readonly #timers: Timers;
  readonly #events: ReplayLineEvents;
  #port: Port | undefined;
  #stream: Duplex | undefined;
  #traits: HostTraits = {};
  #present = false;
  #arrivals = 0;
  #ended = false;
  #programEnded = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  readonly #listeners = new Set<() => void>();
  /** Bytes pass through it on their way in; as they are unless it is set. */
  through: ((bytes: Buffer) => void) | undefined;

  constructor(spec: PortSpec, timers: Timers, events: ReplayLineEvents) {
    this.#spec = spec;
    this.#timers = timers;
    this.#events = events;
  }

  /** @throws PortError */
  async open(): Promise<Port> {
    const port = await this.#spec.open({
      host: (stream, _name, traits = {}) => this.#attach(stream, traits),
      programEnded: () => {
        this.#programEnded = true;
        this.#changed();
      },
      notice: (level, said) => this.#events.notice(level, said),
    });
    this.#port = port;
    return port;
  }

  /** Whether somebody is there. */
  get present(): boolean {
    return this.#present;
  }

  /** How often somebody has come. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** Whether nobody will come any more. */
  get over(): boolean {
    return this.#programEnded || (this.#spec.kind === 'stdio' && this.#stream === undefined);
  }

  /** Whether who is there comes and goes with a connection of its own. */
  get connects(): boolean {
    return this.#traits.presence === undefined;
  }

  /** Whether who was there has said all it wanted, and only another connection can say more. */
  get silent(): boolean {
    return this.connects && (!this.#present || this.#ended);
  }

  /** Bytes that nobody has looked at. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Adds bytes that have come. */
  add(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#stream?.pause();
    this.#changed();
  }

  /** Takes up to so many of the bytes that have come. */
  take(max: number): Buffer {
    const taken: Buffer[] = [];
    let size = 0;
    while (size < max) {
      const [first] = this.#waiting;
      if (first === undefined) break;
      const part = first.subarray(0, max - size);
      if (part.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(part.length);
      taken.push(part);
      size += part.length;
    }
    this.#waitingBytes -= size;
    if (this.#waitingBytes <= MAX_WAITING_BYTES) this.#stream?.resume();
    return Buffer.concat(taken);
  }

  /** Sends bytes, and resolves once they have left, or the other side has gone. What nobody is there for is lost. */
  async send(bytes: Buffer): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined || !stream.writable || !this.#present) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('close', done);
        resolve();
      };
      stream.on('close', done);
      stream.write(bytes, done);
    });
  }

  /** Sets its speed and framing, where it has any. @throws what the port says */
  async setLine(settings: LineSettings): Promise<void> {
    await this.#traits.line?.set(settings);
  }

  /** Lets go of who is there, so that it or another one can come. */
  hangUp(): void {
    this.#stream?.destroy();
  }

  /**
   * Waits until something holds, looking at each change.
   * @param ms undefined: for ever
   * @returns whether it does
   */
  until(holds: () => boolean, ms: number | undefined, signal?: AbortSignal): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (outcome: boolean): void => {
        cancel?.();
        this.#listeners.delete(look);
        signal?.removeEventListener('abort', abort);
        resolve(outcome);
      };
      const look = (): void => {
        if (holds()) done(true);
      };
      const abort = (): void => done(false);
      const cancel =
        ms === undefined ? undefined : this.#timers.after(Math.min(ms, MAX_TIMER_MS), () => done(holds()));
      this.#listeners.add(look);
      signal?.addEventListener('abort', abort);
      if (signal?.aborted === true) abort();
    });
  }

  async close(): Promise<void> {
    await this.#port?.close();
  }

  #attach(stream: Duplex, traits: HostTraits): void {
    const before = this.#stream;
    this.#stream = stream;
    this.#traits = traits;
    this.#ended = false;
    before?.destroy();
    stream.on('error', () => stream.destroy());
    stream.on('data', (bytes: Buffer) => {
      if (this.#stream !== stream) return;
      if (this.through === undefined) this.add(bytes);
      else this.through(bytes);
    });
    // What it has said before may still be looked at.
    stream.once('end', () => {
      if (this.#stream !== stream) return;
      this.#ended = true;
      if (this.#dials) stream.destroy();
      this.#changed();
    });
    stream.once('close', () => {
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      this.#there(false);
    });
    if (traits.presence === undefined) this.#there(true);
    else traits.presence((present) => this.#stream === stream && this.#there(present));
  }

  get #dials(): boolean {
    const info = this.#port?.info;
    return info !== undefined && 'dials' in info && info.dials === true;
  }

  #there(present: boolean): void {
    if (present) this.#arrivals++;
    this.#present = present;
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
