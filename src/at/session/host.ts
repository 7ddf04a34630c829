import { bufferOf } from '#bytes/buffer-of';
import { FirstBytes, type ForeignProtocol } from '../foreign-protocol.ts';
import { LineReader, type ReaderSink } from '../line-reader.ts';
import { OutputQueue, type OutputTarget } from '../output-queue.ts';
import type { Terminator } from '../terminator.ts';

/** What carries the bytes of one host. */
export interface HostConnection {
  /**
   * Takes a chunk for the host, which is its to keep.
   * @param accepted is called once the port has accepted all of it; not when the host goes before
   * @returns false when that is enough, until `AtHost.drained`
   */
  write(chunk: Buffer, accepted?: () => void): boolean;
  /** Stops the bytes from the host. Those that come nevertheless are kept. */
  pause(): void;
  resume(): void;
  /** Nothing more will be written: lets the host go once everything has reached it. */
  end(): void;
  /** Forgets what was written and has not left. */
  discard?(): void;
  /** Lets the host go at once. */
  destroy?(): void;
}

/** What becomes of a host that does not read: it is held back without loss, or loses what its queue does not hold. */
export type SlowHostPolicy = 'hold' | 'drop';

/** How a host is attached. */
export interface AttachOptions {
  /** For the log. */
  readonly name: string;
  /** False for a host that shows by itself what is typed. */
  readonly echo?: boolean | undefined;
  /** Whether its port can hold the module back, which may change; it can unless told otherwise. */
  readonly flowControl?: (() => boolean) | undefined;
  /** Instead of what follows from the number of hosts and from `flowControl`. */
  readonly slowHost?: SlowHostPolicy | undefined;
  /** Let it go when it begins with another protocol than AT commands [B-HOST-4]. */
  readonly refuseForeign?: boolean | undefined;
}

/** An attached host, as whoever carries its bytes sees it. */
export interface AtHost {
  readonly name: string;
  /** One read of the port: bytes from the host, cut anywhere. They may be held on to while the session is paused. */
  receive(bytes: Uint8Array): void;
  /** The host takes bytes again. */
  drained(): void;
  /** The host will send nothing more, but may still read: it is let go when nothing is under way. */
  ended(): void;
  /** Whether somebody is there; what is written while nobody is, is lost, as on a wire. So it is from the start. */
  present(present: boolean): void;
  /** The host has gone. */
  detach(): void;
}

/** What a host's bytes turn into. */
export interface HostInput {
  /** Bytes have come; called before they are read. */
  arrived(host: SessionHost): void;
  refuses(host: SessionHost, chunk: Buffer): boolean;
  line(
    host: SessionHost,
    bytes: Buffer,
    from: number,
    to: number,
    end: number,
    seen: number,
    nul: boolean,
  ): void;
  overlong(host: SessionHost, raw: Buffer, seen: number): void;
  partial(host: SessionHost, fresh: Buffer): void;
  dropped(host: SessionHost, bytes: number, begin: Buffer): void;
  data(host: SessionHost, bytes: Buffer): void;
  endedAlone(): void;
}

/** What a session must know of its hosts. */
export interface HostEvents {
  full(host: SessionHost): void;
  drained(host: SessionHost): void;
  ended(host: SessionHost): void;
  /** The queue of a host that takes no more is full. @returns whether it loses what comes */
  overfull(host: SessionHost): boolean;
  /** What its queue held was thrown away. */
  relieved(host: SessionHost): void;
  /** So many bytes, a whole reply or URC, were dropped for a host that does not read. */
  lost(host: SessionHost, bytes: number): void;
  present(host: SessionHost): void;
  /** It spoke another protocol, and nothing of that is executed. */
  foreign(host: SessionHost, protocol: ForeignProtocol): void;
  gone(host: SessionHost): void;
}

/** What a host is in. */
interface HostContext {
  readonly terminator: Terminator;
  /** Bytes that are kept for a host which takes no more. */
  readonly bufferBytes: number;
  readonly input: HostInput;
  readonly events: HostEvents;
}

/** One host of a session: its line reader and its output. */
export class SessionHost implements AtHost, ReaderSink, OutputTarget {
  readonly name: string;
  /** Whether this host wants its commands back; a terminal that shows what is typed does not. */
  readonly echo: boolean;
  readonly reader: LineReader;
  readonly output: OutputQueue;
  readonly #connection: HostConnection;
  readonly #options: AttachOptions;
  readonly #input: HostInput;
  readonly #events: HostEvents;
  /** Looks at what it begins with; undefined when that was seen, or is of no interest. */
  #firstBytes: FirstBytes | undefined;
  #refused = false;

  constructor(connection: HostConnection, options: AttachOptions, context: HostContext) {
    this.name = options.name;
    this.echo = options.echo !== false;
    this.reader = new LineReader(context.terminator, this);
    this.output = new OutputQueue(this, context.bufferBytes);
    this.#connection = connection;
    this.#options = options;
    this.#input = context.input;
    this.#events = context.events;
    if (options.refuseForeign === true) this.#firstBytes = new FirstBytes();
  }

  /** Whether its port can hold the module back. */
  get flowControl(): boolean {
    return this.#options.flowControl?.() !== false;
  }

  /** What was asked for; undefined: what follows from the other hosts. */
  get slowHost(): SlowHostPolicy | undefined {
    return this.#options.slowHost;
  }

  receive(bytes: Uint8Array): void {
    this.#input.arrived(this);
    if (this.#firstBytes !== undefined && !this.#mayBeFed(bytes)) return;
    this.reader.feed(bufferOf(bytes));
  }

  /** Data may be anything; what comes outside of it is looked at. */
  #mayBeFed(bytes: Uint8Array): boolean {
    if (this.#refused) return false;
    const { dataLeft } = this.reader;
    if (dataLeft > 0) this.#firstBytes?.takeData(bytes.subarray(0, dataLeft));
    if (dataLeft >= bytes.length) return true;
    const found = this.#firstBytes?.take(bytes.subarray(dataLeft));
    if (found === 'clear') this.#firstBytes = undefined;
    if (found === 'clear' || found === undefined) return true;
    this.#refused = true;
    if (dataLeft > 0) this.reader.feed(bufferOf(bytes.subarray(0, dataLeft)));
    this.#events.foreign(this, found);
    this.#connection.destroy?.();
    return false;
  }

  drained(): void {
    if (this.output.drained()) this.#events.drained(this);
  }

  ended(): void {
    this.#events.ended(this);
  }

  present(present: boolean): void {
    if (this.output.present === present) return;
    this.output.present = present;
    if (!present) this.output.gone();
    this.#events.present(this);
  }

  detach(): void {
    this.output.present = false;
    this.output.gone();
    this.#events.gone(this);
  }

  refuses(chunk: Buffer): boolean {
    return this.#input.refuses(this, chunk);
  }

  line(bytes: Buffer, from: number, to: number, end: number, seen: number, nul: boolean): void {
    this.#input.line(this, bytes, from, to, end, seen, nul);
  }

  overlong(raw: Buffer, seen: number): void {
    this.#input.overlong(this, raw, seen);
  }

  partial(fresh: Buffer): void {
    this.#input.partial(this, fresh);
  }

  dropped(bytes: number, begin: Buffer): void {
    this.#input.dropped(this, bytes, begin);
  }

  endedAlone(): void {
    this.#input.endedAlone();
  }

  data(bytes: Buffer): void {
    this.#input.data(this, bytes);
  }

  write(chunk: Buffer, accepted?: () => void): boolean {
    return this.#connection.write(chunk, accepted);
  }

  full(): void {
    this.#events.full(this);
  }

  overfull(): boolean {
    return this.#events.overfull(this);
  }

  lost(bytes: number): void {
    this.#events.lost(this, bytes);
  }

  discard(): void {
    this.#events.relieved(this);
    this.#connection.discard?.();
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
    this.output.end();
    this.#connection.end();
  }
}
