import type { Cancel, Timers } from '#time/timers';

/** Takes bytes that have arrived. @param taken to be called once it can take more */
export type Sink = (bytes: Buffer, taken: () => void) => void;

/** What becomes of some bytes on their way. */
export interface Way {
  /** Bytes in a second that the line carries; undefined: any number. */
  readonly bytesPerSecond?: number | undefined;
  /** Milliseconds from one end to the other. */
  readonly delay: number;
}

/** What is on a line that nothing slows down. */
const AT_ONCE: Way = { delay: 0 };
const NOTHING = Buffer.alloc(0);
/** So many bytes may be on the way at a time, as with a window of TCP. */
const WINDOW_BYTES = 65_536;
/** Bytes of a slow line arrive a few at a time: what it carries in so many milliseconds. */
const SLICE_MS = 20;

interface OnTheWay {
  readonly bytes: Buffer;
  due: number;
}

/** One direction of a connection: bytes come out in their order, later than they went in. */
export class Lane {
  readonly #timers: Timers;
  readonly #sink: Sink;
  readonly #flight: OnTheWay[] = [];
  #flightBytes = 0;
  #lastDue = 0;
  /** The sink has not taken the last bytes yet. */
  #busy = false;
  #running = false;
  /** Whoever waits to send more. */
  #accepted: (() => void) | undefined;
  /** What goes on once there is room on the way. */
  #whenRoom: (() => void) | undefined;
  #atEnd: (() => void) | undefined;
  #lineFreeAt = 0;
  /** What was sent and is not on the way yet, and how it goes there. */
  #unsent: Buffer = NOTHING;
  #way = AT_ONCE;
  #cancelSlice: Cancel | undefined;
  #cancelDue: Cancel | undefined;
  #over = false;

  constructor(timers: Timers, sink: Sink) {
    this.#timers = timers;
    this.#sink = sink;
  }

  /** Sends bytes on their way. @param accepted called once more may be sent, maybe at once */
  send(bytes: Buffer, way: Way, accepted: () => void): void {
    if (this.#over) return;
    this.#accepted = accepted;
    this.#unsent = bytes;
    this.#way = way;
    this.#lineFreeAt = Math.max(this.#lineFreeAt, this.#timers.now());
    this.#depart();
  }

  /** What was sent and has not arrived may do so now. */
  hurry(): void {
    if (this.#over) return;
    this.#way = AT_ONCE;
    this.#lineFreeAt = 0;
    this.#lastDue = 0;
    for (const each of this.#flight) each.due = 0;
    if (this.#cancelSlice === undefined) return this.#run();
    this.#cancelSlice();
    this.#cancelSlice = undefined;
    this.#depart();
  }

  /** Nothing more is sent. @param arrived called once all has been taken */
  end(arrived: () => void): void {
    this.#atEnd = arrived;
    this.#run();
  }

  /** What has not been sent is lost, and what is on the way still arrives. @param arrived called then */
  close(arrived: () => void): void {
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
    this.#accepted = undefined;
    this.#whenRoom = undefined;
    // Whoever does not take what has arrived is not waited for.
    if (!this.#busy && !this.#over) return this.end(arrived);
    this.stop();
    arrived();
  }

  /** What is on the way is lost. */
  stop(): void {
    this.#over = true;
    this.#flight.length = 0;
    this.#cancelSlice?.();
    this.#cancelDue?.();
  }

  /** Sends what is to be sent, on a slow line a few bytes at a time. */
  #depart(): void {
    const { bytesPerSecond, delay } = this.#way;
    const size =
      bytesPerSecond === undefined
        ? this.#unsent.length
        : Math.max(1, Math.floor((bytesPerSecond * SLICE_MS) / 1000));
    const slice = this.#unsent.subarray(0, size);
    const go = (): void => {
      this.#cancelSlice = undefined;
      this.#unsent = this.#unsent.subarray(slice.length);
      this.#fly(slice, delay, () => (this.#unsent.length === 0 ? this.#accept() : this.#depart()));
    };
    if (bytesPerSecond === undefined) return go();
    this.#lineFreeAt += (slice.length * 1000) / bytesPerSecond;
    this.#cancelSlice = this.#timers.after(Math.max(0, Math.ceil(this.#lineFreeAt - this.#timers.now())), go);
  }

  #accept(): void {
    const accepted = this.#accepted;
    this.#accepted = undefined;
    accepted?.();
  }

  /** @param then called once there is room for more */
  #fly(bytes: Buffer, delay: number, then: () => void): void {
    this.#lastDue = Math.max(this.#lastDue, this.#timers.now() + delay);
    this.#flight.push({ bytes, due: this.#lastDue });
    this.#flightBytes += bytes.length;
    this.#whenRoom = then;
    this.#run();
  }

  /** Hands on what has arrived, then looks for what waits. */
  #run(): void {
    if (this.#running || this.#over) return;
    this.#running = true;
    this.#cancelDue?.();
    this.#cancelDue = undefined;
    for (;;) {
      if (this.#arrives()) continue;
      const { [0]: next } = this.#flight;
      const then = this.#whenRoom;
      if (then === undefined || this.#busy || this.#flightBytes >= WINDOW_BYTES) {
        if (next !== undefined && !this.#busy && !this.#over)
          this.#cancelDue = this.#timers.after(Math.ceil(next.due - this.#timers.now()), () => this.#run());
        break;
      }
      this.#whenRoom = undefined;
      then();
    }
    this.#running = false;
    if (this.#flight.length > 0 || this.#busy || this.#accepted !== undefined) return;
    const arrived = this.#atEnd;
    this.#atEnd = undefined;
    arrived?.();
  }

  /** Hands on the next bytes, if it is time for them. */
  #arrives(): boolean {
    const next = this.#flight[0];
    if (next === undefined || this.#busy || next.due > this.#timers.now()) return false;
    this.#flight.shift();
    this.#busy = true;
    this.#sink(next.bytes, () => {
      this.#busy = false;
      this.#flightBytes -= next.bytes.length;
      this.#run();
    });
    return true;
  }
}
