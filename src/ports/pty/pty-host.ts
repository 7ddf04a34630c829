import { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { Backoff, type BackoffRange } from '#time/backoff';
import { type Cancel, systemTimers, type Timers } from '#time/timers';
import type { PortEvents } from '../port.ts';
import { PtyDevice, type PtyDeviceEvents } from './pty-device.ts';

/**
 * - `absent`: nobody has the terminal open; output is dropped
 * - `watched`: somebody has, and so have we: bytes come by event, and a poll now and then shows whether they left
 * - `polled`: somebody has it for themselves alone, so that it must be read by the clock
 */
type Attachment = 'absent' | 'watched' | 'polled';

/** Milliseconds from one poll to the next. */
const POLL_MS = { absent: 50, watched: 250, polled: 2 } as const;
/** The same for `watched` where it matters that somebody has left. */
const HANGUP_POLL_MS = 10;
/** Until a full terminal is tried again. */
const RETRY: BackoffRange = { minMs: 1, maxMs: 16 };
/** Bytes that a poll may read ahead of a module that is not reading. */
const READ_AHEAD = 65_536;
/** Milliseconds without a byte taken after which output is dropped, where it is not known whether anybody is there. */
const STALLED_MS = 1000;
/** Milliseconds that a host has to read what was written before it is hung up on, which throws the rest away. */
const DRAIN_MS = 100;

type Output = { bytes: Buffer; sent: number; done: () => void; since: number; stuck: boolean };

export interface PtyHostOptions {
  /** Another terminal has taken the place of the one before, which was of no use any more or hung up. */
  moved(path: string, previous: string, why: 'lost' | 'reopened'): void;
  readonly notice: PortEvents['notice'];
  /** Reading the master fails when nobody is there; Linux only. */
  detectsHangup?: boolean;
  open?: (events: PtyDeviceEvents) => PtyDevice;
  readonly timers?: Timers;
}

/**
 * The one host of a pseudo-terminal, whoever has it open at the moment and also when nobody has.
 * Without anybody, what is written is dropped, as by a USB adapter whose device is closed.
 */
export class PtyHost extends Duplex {
  readonly #options: PtyHostOptions;
  readonly #detectsHangup: boolean;
  readonly #timers: Timers;
  readonly #backoff = new Backoff(RETRY);
  #device: PtyDevice;
  #attachment: Attachment = 'absent';
  #presence: (present: boolean) => void = () => {};
  #toldPresent: boolean | undefined;
  #comesBack = false;
  #signal: ((signal: 'open' | 'hangup') => void) | undefined;
  #visit: (there: boolean) => void = () => {};
  /** The module takes more bytes. */
  #wantsInput = false;
  /** The host wrote since the last poll. */
  #received = false;
  #output: Output | undefined;
  #stalled = false;
  /** What is written meanwhile was written before: it is thrown away. */
  #discarding = false;
  #polling: Cancel | undefined;
  #retrying: Cancel | undefined;
  /** Runs out when the terminal hangs up; until then nothing is read and nothing new is written. */
  #hangingUp: Cancel | undefined;

  /** @throws PortError when there is no terminal to be had */
  constructor(options: PtyHostOptions) {
    super();
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#detectsHangup = options.detectsHangup ?? process.platform === 'linux';
    this.#device = this.#open();
    if (!this.#detectsHangup) this.#attached();
    this.#pollLater();
  }

  /** The device that hosts open. */
  get path(): string {
    return this.#device.path;
  }

  /**
   * Hangs up on whoever has the terminal open and goes on with another one. What was written before still gets a
   * moment to be read. What is written from now on is for the new terminal, and dropped when nobody has opened it.
   */
  reopen(): void {
    if (this.destroyed || this.#hangingUp !== undefined) return;
    this.#device.pauseReading();
    this.#hangingUp = this.#timers.after(DRAIN_MS, () => {
      this.#hangingUp = undefined;
      this.#replace('reopened');
      this.#send();
    });
  }

  /** Looks at once whether somebody has the terminal open. */
  look(): void {
    if (!this.destroyed) this.#poll();
  }

  /** Tells now, and at each change, whether somebody has the terminal open. */
  watchPresence(listener: (present: boolean) => void): void {
    this.#presence = listener;
    this.#tellPresence();
  }

  /** Throws away what was written and no host can read yet. */
  discard(): void {
    if (this.#output === undefined) return;
    this.#discarding = true;
    // What is buffered behind it is written from within.
    this.#sent();
    this.#discarding = false;
  }

  /** Tells when somebody opens the terminal, before what they write, and when everybody has left, after it. */
  watchSignals(listener: (signal: 'open' | 'hangup') => void): void {
    this.#signal = listener;
  }

  /** Tells at once and from now on when somebody opens the terminal, before what they write, and when all have left, after it. */
  watchVisits(listener: (there: boolean) => void): void {
    this.#visit = listener;
    if (this.#attachment !== 'absent') listener(true);
  }

  override _read(): void {
    this.#wantsInput = true;
    if (this.#attachment === 'watched' && this.#hangingUp === undefined) this.#device.resumeReading();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#discarding) return done();
    this.#output = { bytes, sent: 0, done, since: this.#timers.now(), stuck: false };
    this.#backoff.reset();
    if (this.#hangingUp === undefined) this.#send();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#polling?.();
    this.#retrying?.();
    this.#hangingUp?.();
    this.#device.close();
    this.#sent();
    done(error);
  }

  #open(): PtyDevice {
    const open = this.#options.open ?? ((events) => new PtyDevice(events));
    return open({
      bytes: (chunk) => {
        this.#received = true;
        return this.#deliver(chunk);
      },
      lost: () => this.#replace('lost'),
    });
  }

  #deliver(chunk: Buffer): boolean {
    this.#wantsInput = this.push(chunk);
    return this.#wantsInput;
  }

  #pollLater(): void {
    this.#polling?.();
    this.#polling = this.#timers.after(this.#pollMs(), () => {
      this.#poll();
      if (!this.destroyed) this.#pollLater();
    });
  }

  #pollMs(): number {
    const matters = this.#signal !== undefined || this.#output?.stuck === true;
    return matters && this.#attachment === 'watched' ? HANGUP_POLL_MS : POLL_MS[this.#attachment];
  }

  #poll(): void {
    const quiet = !this.#received;
    this.#received = false;
    const free = READ_AHEAD - this.readableLength;
    if (!this.#detectsHangup || free <= 0 || this.#hangingUp !== undefined) return;
    if (this.#attachment === 'watched' && !quiet) return;
    this.#device.release();
    const chunks: Buffer[] = [];
    let found = this.#device.read();
    for (let size = 0; typeof found !== 'string'; found = this.#device.read()) {
      chunks.push(found);
      size += found.length;
      if (size >= free) break;
    }
    // Before the bytes are handed on, for the answer to them may come at once.
    const was = this.#attachment;
    if (found !== 'gone') this.#attached();
    if (was === 'absent' && (found !== 'gone' || chunks.length > 0)) this.#opened();
    if (found === 'gone') this.#detached(chunks.length > 0);
    for (const chunk of chunks) this.#deliver(chunk);
    if (found === 'gone' && (was !== 'absent' || chunks.length > 0)) this.#left();
    if (!this.#wantsInput) this.#device.pauseReading();
  }

  #attached(): void {
    if (this.#device.hold()) {
      this.#attachment = 'watched';
      if (this.#wantsInput) this.#device.resumeReading();
    } else {
      this.#attachment = 'polled';
      this.#device.pauseReading();
    }
    this.#tellPresence();
  }

  #opened(): void {
    this.#visit(true);
    // Whoever comes back after the module hung up has not done it on his own.
    if (this.#comesBack) this.#comesBack = false;
    else this.#signal?.('open');
  }

  #left(): void {
    this.#visit(false);
    this.#signal?.('hangup');
  }

  #tellPresence(): void {
    const present = this.#attachment !== 'absent';
    if (present === this.#toldPresent) return;
    this.#toldPresent = present;
    this.#presence(present);
  }

  /** @param spoke somebody came and left since the last poll */
  #detached(spoke: boolean): void {
    const was = this.#attachment;
    this.#attachment = 'absent';
    this.#device.pauseReading();
    // Before what is left of the output is given up, which nobody has read.
    this.#tellPresence();
    this.#sent();
    if (this.destroyed || (was === 'absent' && !spoke)) return;
    // The second read tells a claim left behind from a new host's.
    if (!this.#device.flush() && this.#device.read() === 'gone') this.#replace('lost');
  }

  /** Goes on with another terminal; when it is lost, because nobody can open this one any more. */
  #replace(why: 'lost' | 'reopened'): void {
    if (this.destroyed) return;
    const old = this.#device;
    if (this.#attachment !== 'absent') this.#visit(false);
    this.#attachment = 'absent';
    try {
      this.#device = this.#open();
    } catch (error) {
      this.#options.notice('warn', message('ports.ptyNotReplaced', { path: old.path, why: reasonOf(error) }));
      this.destroy();
      return;
    }
    this.#comesBack = why === 'reopened';
    old.close();
    if (!this.#detectsHangup) {
      this.#visit(true);
      this.#attached();
    }
    this.#tellPresence();
    this.#options.moved(this.#device.path, old.path, why);
  }

  #send(): void {
    const output = this.#output;
    if (output === undefined) return;
    while (this.#attachment !== 'absent' && output.sent < output.bytes.length) {
      const taken = this.#device.write(output.bytes, output.sent);
      if (taken === 0) {
        this.#full(output);
        return;
      }
      output.sent += taken;
      output.since = this.#timers.now();
      this.#backoff.reset();
      this.#stalled = false;
    }
    this.#sent();
  }

  #full(output: Output): void {
    // Without a poll it is not known whether anybody is there, and the module must not wait for nobody.
    const blind = !this.#detectsHangup || this.readableLength >= READ_AHEAD;
    if (blind && (this.#stalled || this.#timers.now() - output.since > STALLED_MS)) {
      this.#stalled = true;
      this.#sent();
    } else {
      this.#retrying = this.#timers.after(this.#backoff.next(), () => this.#send());
      if (output.stuck) return;
      // Whoever does not read may have left; the next one is not to get what was for it.
      output.stuck = true;
      this.#pollLater();
    }
  }

  #sent(): void {
    const output = this.#output;
    this.#output = undefined;
    this.#retrying?.();
    output?.done();
  }
}
