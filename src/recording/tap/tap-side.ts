import type { Duplex } from 'node:stream';
import type { Message } from '#messages/message';
import type { HostTraits, LineSettings, Port, PortSpec, ProgramEnd, SerialLine } from '#ports/index';
import type { Timers } from '#time/timers';
import type { NewRecordingEvent, Side } from '../format.ts';

/** Milliseconds without a byte for a host that has sent all it wanted, and may still read. */
const LAST_ANSWERS_MS = 10_000;

/** What a side tells the tap. */
export interface TapSideEvents {
  /** Bytes have come from it. */
  came(bytes: Buffer): void;
  /** It takes bytes again, or has gone. */
  relieved(): void;
  /** Something became of it. */
  event(event: NewRecordingEvent): void;
  /** Its line can be set, or is there again. */
  lineReady(): void;
  /** It was a program, or standard input, and has ended. */
  over(code: number): void;
  notice(level: 'info' | 'warn', message: Message): void;
}

/** One end of a tapped line: whoever is at a port now. A later one takes the place of the one before, as when a cable is moved. */
export class TapSide {
  readonly side: Side;
  readonly #spec: PortSpec;
  readonly #events: TapSideEvents;
  readonly #timers: Timers;
  #port: Port | undefined;
  #stream: Duplex | undefined;
  #traits: HostTraits = {};
  #present = false;
  /** That somebody is there was told, and not yet that they have gone. */
  #toldThere = false;
  #wasThere = false;
  #held = false;
  #flowing = false;
  /** The host that is there has sent all it wanted. */
  #ended = false;
  #letGo: (() => void) | undefined;

  constructor(side: Side, spec: PortSpec, events: TapSideEvents, timers: Timers) {
    this.side = side;
    this.#spec = spec;
    this.#events = events;
    this.#timers = timers;
  }

  /** Whether somebody is there who takes bytes. */
  get present(): boolean {
    return this.#present && this.#stream?.writable === true;
  }

  /** Whether somebody has been there at all. */
  get wasThere(): boolean {
    return this.#wasThere;
  }

  /** The port, once it is open. */
  get port(): Port | undefined {
    return this.#port;
  }

  /** Its line with a speed, where there is one. */
  get line(): SerialLine | undefined {
    return this.#traits.line;
  }

  /** @throws PortError */
  async open(): Promise<void> {
    const { kind, open } = this.#spec;
    this.#port = await open({
      host: (stream, name, traits = {}) => this.#attach(stream, name, traits),
      programEnded: ({ code }: ProgramEnd) => this.#events.over(code),
      notice: (level, said) => this.#events.notice(level, said),
    });
    if (kind === 'stdio') this.#stream?.once('close', () => this.#events.over(0));
  }

  /** Whether it takes no more for now, until `relieved`. */
  get full(): boolean {
    return this.present && this.#stream?.writableNeedDrain === true;
  }

  /** Writes to whoever is there. */
  write(bytes: Buffer): void {
    this.#letGoLater();
    this.#stream?.write(bytes);
  }

  /** Begins to take bytes from it. */
  flow(): void {
    this.#flowing = true;
    this.hold(this.#held);
  }

  /** Stops or goes on taking bytes from it. */
  hold(held: boolean): void {
    this.#held = held;
    if (held || !this.#flowing) this.#stream?.pause();
    else this.#stream?.resume();
  }

  /** Sets its line, where it has one. @throws what the port says */
  async setLine(settings: LineSettings): Promise<void> {
    const { line } = this;
    if (line === undefined) return;
    await line.set(settings);
    this.#events.event({ event: 'line', side: this.side, ...settings });
  }

  /** Lets everything go, once what was written has left, where it leaves at all. */
  async close(): Promise<void> {
    this.#letGo?.();
    await this.#port?.close();
  }

  #attach(stream: Duplex, name: string, traits: HostTraits): void {
    const before = this.#stream;
    this.#stream = stream;
    this.#traits = traits;
    if (before !== undefined && !before.destroyed) {
      this.#absent();
      before.destroy();
    }
    const isCurrent = (): boolean => this.#stream === stream;
    stream.on('error', () => stream.destroy());
    stream.on('data', (bytes: Buffer) => {
      if (isCurrent()) this.#events.came(bytes);
    });
    stream.on('drain', () => isCurrent() && this.#events.relieved());
    stream.on('end', () => {
      if (!isCurrent() || this.#spec.kind === 'stdio' || this.#dials) return void stream.destroy();
      this.#ended = true;
      this.#letGoLater();
    });
    stream.once('close', () => {
      if (!isCurrent()) return;
      this.#letGo?.();
      this.#stream = undefined;
      this.#traits = {};
      this.#absent();
      this.#events.relieved();
    });
    this.#letGo?.();
    this.#ended = false;
    const visited = (there: boolean): void => {
      if (!isCurrent()) return;
      if (there) this.#tellHere(name);
      else this.#tellGone();
      this.#events.relieved();
    };
    traits.visits?.(visited);
    const present = (there: boolean): void => {
      if (!isCurrent()) return;
      this.#present = there;
      if (traits.visits === undefined) visited(there);
      else this.#events.relieved();
    };
    traits.signals?.((signal) => {
      if (signal !== 'open' && signal !== 'hangup')
        this.#events.event({ event: 'signal', side: this.side, signal });
    });
    if (traits.presence === undefined) present(true);
    else traits.presence(present);
    this.hold(this.#held);
  }

  get #dials(): boolean {
    const info = this.#port?.info;
    return info !== undefined && 'dials' in info && info.dials === true;
  }

  #letGoLater(): void {
    if (!this.#ended) return;
    this.#letGo?.();
    const stream = this.#stream;
    this.#letGo = this.#timers.after(LAST_ANSWERS_MS, () => stream?.end(() => stream.destroy()));
  }

  #tellHere(name: string): void {
    if (this.#toldThere) return;
    this.#toldThere = true;
    this.#wasThere = true;
    this.#events.event({ event: 'opened', side: this.side, name });
    const { line } = this;
    if (line === undefined) return;
    this.#events.event({ event: 'line', side: this.side, ...line.settings });
    this.#events.lineReady();
  }

  #absent(): void {
    this.#present = false;
    this.#tellGone();
  }

  #tellGone(): void {
    if (!this.#toldThere) return;
    this.#toldThere = false;
    const comesBack = this.#spec.kind === 'serial' || this.#dials;
    this.#events.event({ event: comesBack ? 'lost' : 'closed', side: this.side });
  }
}
