import { Duplex } from 'node:stream';
import type { Timers } from '#time/timers';
import { Lane, type Way } from './lane.ts';

/** Which bytes of a connection. */
export type Direction = 'toBroker' | 'toModule';

/** What happens to the bytes of one connection. */
export interface Line {
  /** How long some bytes are on their way, or the error that the connection dies of with them. */
  way(direction: Direction): Way | Error;
  /** Where the connection is cut in some bytes that arrive; undefined: nowhere. */
  cut(direction: Direction, bytes: number): Cut | undefined;
  /** The connection is over. */
  closed(): void;
}

/** How a connection is cut. */
export interface Cut {
  /** Bytes that still arrive. */
  readonly at: number;
  /** Why, for the module; undefined: in order. */
  readonly error: Error | undefined;
}

/** What the operating system takes of a connection whose other end is silent. */
const SEND_BUFFER_BYTES = 65_536;

/** A TCP connection on a line that takes its time, and where things go wrong; what stands above it has it as a socket. */
export class LateWire extends Duplex {
  readonly #tcp: Duplex & { resetAndDestroy?(): void };
  readonly #line: Line;
  readonly #toBroker: Lane;
  readonly #toModule: Lane;
  #moduleReads: (() => void) | undefined;
  /** Bytes that went nowhere; undefined: the other end hears. */
  #swallowed: number | undefined;

  constructor(tcp: Duplex, line: Line, timers: Timers) {
    super({ allowHalfOpen: false });
    this.#tcp = tcp;
    this.#line = line;
    this.#toBroker = new Lane(timers, (bytes, taken) => this.#arriveAtBroker(bytes, taken));
    this.#toModule = new Lane(timers, (bytes, taken) => this.#arriveAtModule(bytes, taken));
    tcp
      .on('data', (bytes: Buffer) => this.#fromBroker(bytes))
      .on('end', () => this.#toModule.end(() => this.push(null)))
      .on('error', (error) => {
        if (!this.#silent) this.destroy(error);
      });
  }

  /** From now on the connection looks alive, and nothing comes through in either direction. */
  silence(): void {
    this.#swallowed = 0;
    this.#toBroker.stop();
    this.#toModule.stop();
    this.#tcp.pause();
  }

  /** What is late arrives at once. */
  hurry(): void {
    this.#toBroker.hurry();
    this.#toModule.hurry();
  }

  override _read(): void {
    const reads = this.#moduleReads;
    this.#moduleReads = undefined;
    reads?.();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#swallowed === undefined) this.#send(this.#toBroker, 'toBroker', bytes, done);
    else {
      this.#swallowed += bytes.length;
      // Beyond it nothing is taken any more.
      if (this.#swallowed <= SEND_BUFFER_BYTES) done();
    }
  }

  override _final(done: () => void): void {
    // As the operating system takes it: whoever ends does not wait for what is on its way.
    if (!this.#silent) this.#toBroker.end(() => this.#tcp.end());
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#toModule.stop();
    if (error !== null) this.#toBroker.stop();
    // What was sent before arrives all the same, as with the operating system.
    this.#toBroker.close(() => this.#tcp.destroy());
    this.#line.closed();
    done(error);
  }

  get #silent(): boolean {
    return this.#swallowed !== undefined;
  }

  #fromBroker(bytes: Buffer): void {
    let accepted = false;
    this.#send(this.#toModule, 'toModule', bytes, () => {
      accepted = true;
      this.#tcp.resume();
    });
    if (!accepted) this.#tcp.pause();
  }

  #send(lane: Lane, direction: Direction, bytes: Buffer, accepted: () => void): void {
    const way = this.#line.way(direction);
    if (way instanceof Error) this.destroy(way);
    else lane.send(bytes, way, accepted);
  }

  #arriveAtBroker(bytes: Buffer, taken: () => void): void {
    const cut = this.#line.cut('toBroker', bytes.length);
    // An error of the write is one of the connection, which tells it.
    if (cut === undefined) this.#tcp.write(bytes, () => taken());
    else this.#tcp.write(bytes.subarray(0, cut.at), () => this.#cut(cut));
  }

  #arriveAtModule(bytes: Buffer, taken: () => void): void {
    const cut = this.#line.cut('toModule', bytes.length);
    if (cut !== undefined) {
      if (cut.at > 0) this.push(bytes.subarray(0, cut.at));
      this.#cut(cut);
    } else if (this.push(bytes)) taken();
    else this.#moduleReads = taken;
  }

  /** Both ends lose each other. */
  #cut({ error }: Cut): void {
    this.#toBroker.stop();
    this.#toModule.stop();
    // Not in the turn in which the last bytes came: what follows from them comes first, as with the operating system.
    this.#tcp.once('close', () => {
      if (error === undefined) this.push(null);
      else this.destroy(error);
    });
    if (error === undefined) this.#tcp.end(() => this.#tcp.destroy());
    else if (this.#tcp.resetAndDestroy === undefined) this.#tcp.destroy();
    else this.#tcp.resetAndDestroy();
  }
}
