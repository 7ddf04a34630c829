import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import type { EventLog, LoggedEvent } from './event-log.ts';

/** Bytes that may wait for a reader; what comes meanwhile waits in the log, as long as that keeps it. */
const MAX_WAITING_BYTES = 262_144;
/** Milliseconds without an event, after which a comment says that the connection is alive. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds between groups for a reader who takes only so many a second. */
const GROUP_MS = 50;
/** Milliseconds that a browser waits before it comes again. */
const RETRY_MS = 1000;

/** Where events go: the response of a request. */
interface EventSink {
  readonly writableLength: number;
  write(text: string): boolean;
  on(event: 'drain' | 'close' | 'error', run: () => void): unknown;
}

/** Which events a reader wants. */
export interface EventFilter {
  /** Undefined: all. */
  readonly types: ReadonlySet<string> | undefined;
  /** Undefined: those of all modules, and of none. */
  readonly module: string | undefined;
  /** How many a second at most; undefined: all, each at once. */
  readonly perSecond: number | undefined;
}

/** Whether an event is wanted. */
function passes({ types, module }: Omit<EventFilter, 'perSecond'>, { event }: LoggedEvent): boolean {
  if (types !== undefined && !types.has(event.event)) return false;
  return module === undefined || ('module' in event && event.module === module);
}

/**
 * Events as `text/event-stream` (WHATWG HTML, 9.2). A reader is a place in the log and keeps nothing of its own: one that is
 * too slow goes on from where it was, and hears how many events it has missed. So does one that wants only so many a second: a
 * module that is fast is not held up by who looks on.
 */
export class EventReader {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #sink: EventSink;
  readonly #filter: EventFilter;
  readonly #unlisten: () => void;
  #cancelBeat: Cancel | undefined;
  #cancelGroup: Cancel | undefined;
  #at: number;
  #due = false;
  #closed = false;

  /** @param from the id of the last event that the reader has */
  constructor(log: EventLog, clock: Clock, sink: EventSink, filter: EventFilter, from: number) {
    this.#log = log;
    this.#clock = clock;
    this.#sink = sink;
    this.#filter = filter;
    this.#at = from;
    this.#unlisten = log.listen(() => this.#soon());
    sink.on('drain', () => this.#soon());
    sink.on('error', () => this.close());
    sink.on('close', () => this.close());
    sink.write(`retry: ${RETRY_MS}\n\n`);
    this.#beatLater();
    this.#soon();
  }

  /** What comes together is written together. */
  #soon(): void {
    if (this.#due || this.#closed) return;
    this.#due = true;
    const tell = (): void => {
      this.#due = false;
      this.#tell();
    };
    if (this.#filter.perSecond === undefined) queueMicrotask(tell);
    else this.#cancelGroup = this.#clock.after(GROUP_MS, tell);
  }

  #tell(): void {
    if (this.#closed || this.#sink.writableLength > MAX_WAITING_BYTES) return;
    const { events, dropped } = this.#log.after(this.#at);
    let text = dropped === 0 ? '' : this.#dropped(dropped);
    let room = this.#groupSize;
    for (const logged of events) {
      if (room === 0 || text.length + this.#sink.writableLength > MAX_WAITING_BYTES) break;
      this.#at = logged.id;
      if (!passes(this.#filter, logged)) continue;
      room--;
      text += `id: ${logged.id}\nevent: ${logged.event.event}\ndata: ${logged.json}\n\n`;
    }
    if (text !== '') {
      this.#sink.write(text);
      this.#beatLater();
    }
    // More than may wait: the rest follows once this has left; more than a group: with the next.
    if (this.#at < this.#log.lastId && (room === 0 || this.#sink.writableLength === 0)) this.#soon();
  }

  /** How many events are told together. */
  get #groupSize(): number {
    const { perSecond } = this.#filter;
    return perSecond === undefined ? Number.POSITIVE_INFINITY : Math.max(1, (perSecond * GROUP_MS) / 1000);
  }

  #dropped(count: number): string {
    const time = new Date(this.#clock.wall()).toISOString();
    return `event: dropped\ndata: ${JSON.stringify({ event: 'dropped', time, count })}\n\n`;
  }

  #beatLater(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = this.#clock.after(HEARTBEAT_MS, () => {
      if (this.#sink.writableLength <= MAX_WAITING_BYTES) this.#sink.write(': alive\n\n');
      this.#beatLater();
    });
  }

  /** Ends it; harmless when repeated. */
  close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#cancelBeat?.();
    this.#cancelGroup?.();
  }
}
