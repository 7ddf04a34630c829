import { bufferOf } from '#bytes/buffer-of';
import { LineReader, type ReaderSink } from '../line-reader.ts';
import type { Terminator } from '../terminator.ts';
import { Outlet } from '../writer.ts';

/** What carries the bytes of one host. */
export interface HostConnection {
  /** Takes a chunk for the host, which is its to keep. @returns false when that is enough, until `AtHost.drained` */
  write(chunk: Buffer): boolean;
  /** Stops the bytes from the host. Those that come nevertheless are kept. */
  pause(): void;
  resume(): void;
  /** Nothing more will be written: lets the host go once everything has reached it. */
  end(): void;
}

/** An attached host, as whoever carries its bytes sees it. */
export interface AtHost {
  readonly name: string;
  /** Bytes from the host, cut anywhere. They may be held on to while the session is paused. */
  receive(bytes: Uint8Array): void;
  /** The host takes bytes again. */
  drained(): void;
  /** The host will send nothing more, but may still read: it is let go when nothing is under way. */
  ended(): void;
  /** The host has gone. */
  detach(): void;
}

/** What a host's bytes turn into. */
export interface HostInput {
  /** Bytes have come; called before they are read. */
  arrived(host: SessionHost): void;
  line(host: SessionHost, bytes: Buffer, from: number, to: number, end: number, seen: number): void;
  overlong(host: SessionHost, raw: Buffer, seen: number): void;
  partial(host: SessionHost, fresh: Buffer): boolean;
  data(host: SessionHost, bytes: Buffer): void;
}

/** What a session must know of its hosts. */
export interface HostEvents {
  full(host: SessionHost): void;
  drained(host: SessionHost): void;
  ended(host: SessionHost): void;
  gone(host: SessionHost): void;
}

/** One host of a session: its line reader and its outlet. */
export class SessionHost implements AtHost, ReaderSink {
  readonly name: string;
  /** Whether this host wants its commands back; a terminal that shows what is typed does not. */
  readonly echo: boolean;
  readonly reader: LineReader;
  readonly outlet: Outlet;
  readonly #connection: HostConnection;
  readonly #input: HostInput;
  readonly #events: HostEvents;

  constructor(
    connection: HostConnection,
    options: { name: string; echo: boolean; terminator: Terminator },
    input: HostInput,
    events: HostEvents,
  ) {
    this.name = options.name;
    this.echo = options.echo;
    this.reader = new LineReader(options.terminator, this);
    this.outlet = new Outlet((chunk) => {
      if (!connection.write(chunk)) events.full(this);
    });
    this.#connection = connection;
    this.#input = input;
    this.#events = events;
  }

  receive(bytes: Uint8Array): void {
    this.#input.arrived(this);
    this.reader.feed(bufferOf(bytes));
  }

  drained(): void {
    this.#events.drained(this);
  }

  ended(): void {
    this.#events.ended(this);
  }

  detach(): void {
    this.#events.gone(this);
  }

  line(bytes: Buffer, from: number, to: number, end: number, seen: number): void {
    this.#input.line(this, bytes, from, to, end, seen);
  }

  overlong(raw: Buffer, seen: number): void {
    this.#input.overlong(this, raw, seen);
  }

  partial(fresh: Buffer): boolean {
    return this.#input.partial(this, fresh);
  }

  data(bytes: Buffer): void {
    this.#input.data(this, bytes);
  }

  /** Stops taking bytes, in the middle of a chunk if need be. */
  pause(): void {
    this.reader.pause();
    this.#connection.pause();
  }

  resume(): void {
    // What is left of the last chunk comes first; it may pause the session again.
    this.reader.resume();
    if (!this.reader.paused) this.#connection.resume();
  }

  /** Lets the host go once everything written has reached it. */
  end(): void {
    this.outlet.output.flush();
    this.#connection.end();
  }
}
