import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { LineSettings } from '#ports/index';
import type { Timers } from '#time/timers';
import type { NewRecordingEvent, Side } from '../format.ts';
import { MaskingListener } from '../masking-listener.ts';
import type { RecordedChunk, Recording, RecordingEntry } from '../read-recording.ts';
import type { Difference } from './difference.ts';
import type { ReplayLine } from './replay-line.ts';

const LF = 0x0a;
/** Milliseconds without a byte after which the rest of a line that differs is not waited for. */
const QUIET_MS = 300;
/** Milliseconds at the end, for the other side to take what it was sent, or to say more than was recorded. */
const LAST_MS = 1000;
const LAST_FAST_MS = 250;
/** Kept of a line, for showing. */
const KEPT_BYTES = 4096;

/** How a recording is replayed. */
export interface ReplayOptions {
  /** Whom it plays. */
  readonly as: Side;
  /** Waits for the other side alone, not for the recorded times. */
  readonly fast: boolean;
  /** Milliseconds that the other side may take longer than it did; undefined: as long as it likes. */
  readonly patienceMs: number | undefined;
  readonly timers: Timers;
  /** Calls it off. */
  readonly signal: AbortSignal;
  notice(level: 'info' | 'warn', said: Message): void;
}

/** How a replay came out. */
export interface ReplayOutcome {
  /** Bytes that the other side has sent as they were recorded. */
  readonly matched: number;
  /** Bytes that were sent. */
  readonly sent: number;
  /** Undefined: all was as recorded. */
  readonly difference: Difference | undefined;
}

/** What a step comes to: undefined, or why it goes no further. */
type Stepped = Promise<Difference | undefined>;

/** Plays one side of a recording, and holds what the other one says against it, byte by byte and in the recorded order. */
export class Replay {
  readonly #line: ReplayLine;
  readonly #options: ReplayOptions;
  readonly #entries: AsyncIterator<RecordingEntry>;
  readonly #they: Side;
  #matched = 0;
  #sent = 0;
  /** The line that the other side is sending, as far as it has come. */
  #open: Buffer = Buffer.alloc(0);
  /** The recorded time of what was done last, and when it was done. */
  #last: { readonly t: number; readonly at: number } | undefined;
  #lines: Partial<Record<Side, LineSettings>> = {};
  #opened = 0;
  #ownOpened = 0;
  #masking: MaskingListener | undefined;

  constructor({ header, entries }: Recording, line: ReplayLine, options: ReplayOptions) {
    this.#line = line;
    this.#options = options;
    this.#entries = entries[Symbol.asyncIterator]();
    this.#they = options.as === 'host' ? 'module' : 'host';
    if (header.masked !== true || options.as === 'host') return;
    // Secrets of the host are masked as those of the recording were.
    const masking = new MaskingListener(
      { bytes: (from, bytes) => from === 'host' && line.add(Buffer.from(bytes)), event() {} },
      options.timers,
    );
    line.through = (bytes) => masking.bytes('host', bytes, true);
    this.#masking = masking;
  }

  /** Plays it to its end, or to the first difference. @throws RecordingError at a line that cannot be read */
  async run(): Promise<ReplayOutcome> {
    const difference = await this.#run();
    return { matched: this.#matched, sent: this.#sent, difference };
  }

  async #run(): Stepped {
    let difference = await this.#arrival(1, 1);
    while (difference === undefined) {
      const next = await this.#next();
      if (next === undefined) return this.#end();
      difference = await this.#play(next);
    }
    return difference;
  }

  async #next(): Promise<RecordingEntry | undefined> {
    const { value, done } = await this.#entries.next();
    return done === true ? undefined : value;
  }

  async #play(entry: RecordingEntry): Stepped {
    if (entry.kind === 'event') return this.#event(entry.event, entry);
    const theirs = entry.dir === this.#they;
    // What did not arrive is not sent; and a module that nobody heard need not say it again.
    if (entry.undelivered && (!theirs || this.#they === 'module')) return undefined;
    return theirs ? this.#match(entry) : this.#send(entry);
  }

  async #send({ bytes, t, line }: RecordedChunk): Stepped {
    const { timers, fast, signal } = this.#options;
    const last = this.#last ?? { t, at: timers.now() };
    const at = fast ? timers.now() : Math.max(last.at + t - last.t, 0);
    const ms = at - timers.now();
    if (ms > 0) await this.#line.until(() => false, ms, signal);
    if (signal.aborted) return this.#nothingCame(line, 'called off', Buffer.alloc(0));
    this.#masking?.bytes('module', bytes, true);
    await this.#line.send(bytes);
    this.#sent += bytes.length;
    this.#last = { t, at };
    return undefined;
  }

  async #match(chunk: RecordedChunk): Stepped {
    const { bytes, t, line } = chunk;
    const { timers, signal, patienceMs } = this.#options;
    const recordedMs = Math.max(0, t - (this.#last?.t ?? t));
    const ms = patienceMs === undefined ? undefined : patienceMs + recordedMs;
    for (let at = 0; at < bytes.length; ) {
      const arrivals = this.#line.arrivals;
      const gone = (): boolean => this.#line.over || (this.#line.silent && this.#line.arrivals === arrivals);
      const came = (): boolean => this.#line.waitingBytes > 0;
      await this.#line.until(() => came() || gone(), ms, signal);
      if (!came()) {
        const why = signal.aborted ? 'called off' : gone() ? 'gone' : 'late';
        return this.#nothingCame(line, why, await this.#restOfLine(bytes.subarray(at)));
      }
      const part = this.#line.take(bytes.length - at);
      const same = sameLength(part, bytes.subarray(at));
      this.#matched += same;
      this.#keep(part.subarray(0, same));
      if (same < part.length) {
        const rest = await this.#restThatCame(part.subarray(same));
        const wanted = await this.#restOfLine(bytes.subarray(at + same));
        return this.#differs({ line, wanted, came: rest, why: undefined });
      }
      at += part.length;
    }
    this.#last = { t, at: timers.now() };
    return undefined;
  }

  async #event(event: NewRecordingEvent, { t, line }: RecordingEntry): Stepped {
    switch (event.event) {
      case 'opened': {
        const difference = await this.#opens(event.side, line);
        this.#last = { t, at: this.#options.timers.now() };
        return difference;
      }
      case 'line': {
        const { side, baud, dataBits, stopBits, parity, flowControl } = event;
        const settings = { baud, dataBits, stopBits, parity, flowControl } as LineSettings;
        const before = this.#lines[side];
        this.#lines[side] = settings;
        // What it began with, the user has said of the port.
        const begins = before === undefined && this.#matched + this.#sent === 0;
        if (begins || JSON.stringify(before) === JSON.stringify(settings)) return undefined;
        await this.#line.setLine(settings).catch((error: unknown) => {
          const params = { side: this.#they, baud, why: reasonOf(error) };
          this.#options.notice('warn', message('recording.lineDoesNotFollow', params));
        });
        return undefined;
      }
      case 'gap':
        this.#options.notice('warn', message('recording.gap', event));
        return undefined;
      default:
        return undefined;
    }
  }

  /** A side has come: at first, or again, where it was away or has made another connection. */
  async #opens(side: Side, line: number): Stepped {
    if (side === this.#they) {
      this.#opened++;
      // A module that was unplugged then may well stay now.
      const count = this.#they === 'host' && this.#line.connects ? this.#opened : 1;
      return this.#arrival(count, line);
    }
    this.#ownOpened++;
    if (this.#ownOpened < 2 || !this.#line.connects || this.#options.as === 'module') return undefined;
    const arrivals = this.#line.arrivals;
    this.#line.hangUp();
    return this.#arrival(arrivals + 1, line);
  }

  /** Waits until the other side has come so often, or goes on speaking. */
  async #arrival(count: number, line: number): Stepped {
    const { signal } = this.#options;
    const there = (): boolean =>
      this.#line.present && (this.#line.arrivals >= count || this.#line.waitingBytes > 0);
    await this.#line.until(() => there() || this.#line.over, undefined, signal);
    if (there()) return undefined;
    return this.#nothingCame(line, signal.aborted ? 'called off' : 'gone', Buffer.alloc(0));
  }

  async #end(): Stepped {
    const { fast, signal } = this.#options;
    const more = (): boolean => this.#line.waitingBytes > 0;
    await this.#line.until(() => more() || !this.#line.present, fast ? LAST_FAST_MS : LAST_MS, signal);
    if (!more()) return undefined;
    const came = await this.#restThatCame(Buffer.alloc(0));
    return this.#differs({ line: 0, wanted: Buffer.alloc(0), came, why: undefined });
  }

  /** What is recorded of a line from here on. */
  async #restOfLine(from: Buffer): Promise<Buffer> {
    const parts = [from];
    const size = (): number => parts.reduce((sum, { length }) => sum + length, 0);
    while (!parts.some((part) => part.includes(LF)) && size() < KEPT_BYTES) {
      const next = await this.#next().catch(() => undefined);
      if (next === undefined || (next.kind === 'chunk' && next.dir !== this.#they)) break;
      if (next.kind === 'chunk') parts.push(next.bytes);
    }
    return firstLine(Buffer.concat(parts));
  }

  /** The line that came instead, as soon as it is whole or nothing more comes. */
  async #restThatCame(from: Buffer): Promise<Buffer> {
    let came = from;
    while (!came.includes(LF) && came.length < KEPT_BYTES) {
      if (!(await this.#line.until(() => this.#line.waitingBytes > 0, QUIET_MS))) break;
      came = Buffer.concat([came, this.#line.take(KEPT_BYTES)]);
    }
    return firstLine(came);
  }

  #keep(bytes: Buffer): void {
    const end = bytes.lastIndexOf(LF);
    this.#open =
      end === -1 ? Buffer.concat([this.#open, bytes]).subarray(-KEPT_BYTES) : bytes.subarray(end + 1);
  }

  #nothingCame(line: number, why: Difference['why'], wanted: Buffer): Difference {
    return this.#differs({ line, wanted, came: Buffer.alloc(0), why });
  }

  #differs(rest: Pick<Difference, 'line' | 'wanted' | 'came' | 'why'>): Difference {
    return { ...rest, from: this.#they, before: this.#open, matched: this.#matched };
  }
}

function firstLine(bytes: Buffer): Buffer {
  const end = bytes.indexOf(LF);
  return bytes.subarray(0, Math.min(end === -1 ? bytes.length : end + 1, KEPT_BYTES));
}

/** How many bytes are the same from the beginning on. */
function sameLength(came: Buffer, wanted: Buffer): number {
  const length = Math.min(came.length, wanted.length);
  if (came.subarray(0, length).equals(wanted.subarray(0, length))) return length;
  let at = 0;
  while (at < length && came[at] === wanted[at]) at++;
  return at;
}
