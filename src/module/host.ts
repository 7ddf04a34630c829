import { LineReader, type ReaderSink } from '#at/line-reader';
import type { Terminator } from '#at/terminator';
import { Outlet } from '#at/writer';
import type { Flow, Valve } from './flow.ts';

/** So many bytes written and not taken are enough; over the high-water mark of Node's streams, so that `drain` follows. */
const FULL_BYTES = 65_536;

/** What a host's stream must have: a Duplex has it, and something lighter may. */
export interface HostStream {
  readonly writable: boolean;
  /** Bytes written and not taken. */
  readonly writableLength: number;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'drain' | 'end' | 'error' | 'close', listener: () => void): unknown;
  write(chunk: Buffer): unknown;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** What a host reports to the command loop. */
export interface HostEvents {
  line(host: Host, bytes: Buffer, from: number, to: number, end: number, seen: number): void;
  overlong(host: Host, raw: Buffer, seen: number): void;
  partial(host: Host, fresh: Buffer): boolean;
  data(host: Host, bytes: Buffer, remaining: number): void;
  /** Bytes have come; called before they are read. */
  arrived(host: Host): void;
  /** The host will send nothing more, but may still read. */
  ended(host: Host): void;
  gone(host: Host): void;
}

/** One attached host: its byte stream, its line reader and its outlet, joined by flow control. */
export class Host implements Valve {
  readonly name: string;
  /** Whether this host wants its commands back; a terminal that shows what is typed does not. */
  readonly echo: boolean;
  readonly reader: LineReader;
  readonly outlet: Outlet;
  readonly #stream: HostStream;

  constructor(
    stream: HostStream,
    options: { name: string; echo: boolean; terminator: Terminator; flow: Flow; events: HostEvents },
  ) {
    const { flow, events } = options;
    this.name = options.name;
    this.echo = options.echo;
    this.#stream = stream;
    const sink: ReaderSink = {
      line: (bytes, from, to, end, seen) => events.line(this, bytes, from, to, end, seen),
      overlong: (raw, seen) => events.overlong(this, raw, seen),
      partial: (fresh) => events.partial(this, fresh),
      data: (bytes, remaining) => events.data(this, bytes, remaining),
    };
    this.reader = new LineReader(options.terminator, sink);
    this.outlet = new Outlet((chunk) => {
      if (!stream.writable) return;
      stream.write(chunk);
      // Not what `write` says: that is false for any large chunk, even one that was sent at once.
      if (stream.writableLength >= FULL_BYTES) flow.hostFull(this);
    });
    stream.on('data', (chunk: Buffer) => {
      events.arrived(this);
      this.reader.feed(chunk);
    });
    stream.on('drain', () => flow.hostDrained(this));
    stream.on('end', () => events.ended(this));
    stream.on('error', () => stream.destroy());
    stream.on('close', () => events.gone(this));
    flow.addHost(this);
  }

  /** Stops taking bytes, in the middle of a chunk if need be. */
  pause(): void {
    this.reader.halt();
    this.#stream.pause();
  }

  resume(): void {
    // What is left of the last chunk comes first; it may fill the broker's socket again.
    this.reader.resume();
    if (!this.reader.halted) this.#stream.resume();
  }

  /** Lets the host go once everything written has reached it. */
  end(): void {
    this.outlet.output.flush();
    this.#stream.end();
  }

  /** Lets the host go at once. */
  destroy(): void {
    this.#stream.destroy();
  }
}
