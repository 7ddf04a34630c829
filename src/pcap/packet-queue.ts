import type { Language } from '#messages/language';
import type { Message } from '#messages/message';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import { CaptureClock } from './capture-clock.ts';
import { writeEnhancedPacket } from './enhanced-packet.ts';

/** Takes blocks. @returns false when enough of them wait: the next ones are held back, if they can be */
export type WriteBlocks = (bytes: Uint8Array) => boolean;

/** Whose packets they are. */
export interface PacketSource {
  /** The place of its interface among all of them. */
  readonly interfaceId: number;
  /** What is said of its packets, as it is written. */
  shown(said: Message): Message;
  /** A turn ends in which it wanted to be told: its packets may still have comments. */
  turnOver(): void;
  /** The packets of that turn are written. */
  turnWritten(): void;
}

/** A packet that is not written yet. */
export interface HeldPacket {
  readonly source: PacketSource;
  /** The LinkID; undefined: no link's. */
  readonly link: number | undefined;
  /** Microseconds since 1970 UTC. */
  readonly micros: number;
  readonly packet: Uint8Array;
  readonly comments: Message[];
  /** It only follows from the one before, of which all is said. */
  readonly follows: boolean;
}

interface PacketQueueParts {
  readonly clock: Clock;
  /** Of the comments. */
  readonly language: Language;
  readonly write: WriteBlocks;
}

/** So many bytes of packets are written without waiting for the end of the turn. */
const BATCH_BYTES = 262_144;

/**
 * Packets on their way into a capture. Those of one turn of the program are written together, so that what follows from a packet
 * can be said of it.
 */
export class PacketQueue {
  readonly #clock: Clock;
  readonly #time: CaptureClock;
  readonly #language: Language;
  readonly #write: WriteBlocks;
  #held: HeldPacket[] = [];
  #heldBytes = 0;
  readonly #sources = new Set<PacketSource>();
  #cancel: Cancel | undefined;
  #full = false;
  #over = false;
  readonly #waiting = new Set<() => void>();

  constructor({ clock, language, write }: PacketQueueParts) {
    this.#clock = clock;
    this.#time = new CaptureClock(clock);
    this.#language = language;
    this.#write = write;
  }

  /** More waits to be written than should. */
  get full(): boolean {
    return this.#full;
  }

  /** Microseconds since 1970 UTC. */
  now(): number {
    return this.#time.now();
  }

  /** Adds a packet behind those that there are. */
  add(held: HeldPacket): void {
    if (this.#over) return;
    this.#held.push(held);
    this.#heldBytes += held.packet.length;
    if (this.#heldBytes >= BATCH_BYTES) this.flush();
    else this.#endTurnSoon();
  }

  /** Writes what has no turn, such as a note that stands by itself. */
  addAlone(interfaceId: number, micros: number, packet: Uint8Array, comments: readonly Message[]): void {
    const texts = comments.map((said) => this.#language.textOf(said));
    this.put(
      writeEnhancedPacket({ interfaceId, micros: this.#time.inOrder(micros), packet, comments: texts }),
    );
  }

  /** The last packet of this turn, of a link where one is given. */
  lastOf(source: PacketSource, link: number | undefined): HeldPacket | undefined {
    return this.#held.findLast(
      (held) => held.source === source && (link === undefined || held.link === link) && !held.follows,
    );
  }

  /** Tells a source once this turn ends. */
  tellTurn(source: PacketSource): void {
    if (this.#over) return;
    this.#sources.add(source);
    this.#endTurnSoon();
  }

  /** Ends the turn: writes all there is. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const sources = [...this.#sources];
    this.#sources.clear();
    for (const source of sources) source.turnOver();
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const { source, micros, packet, comments } of held) {
      this.addAlone(
        source.interfaceId,
        micros,
        packet,
        comments.map((said) => source.shown(said)),
      );
    }
    for (const source of sources) source.turnWritten();
  }

  /** Writes a block. */
  put(block: Uint8Array): void {
    if (!this.#over && !this.#write(block)) this.#full = true;
  }

  /** Calls once it is no longer full. */
  whenDrained(goOn: () => void): void {
    this.#waiting.add(goOn);
  }

  /** Nobody waits any more. */
  forget(goOn: () => void): void {
    this.#waiting.delete(goOn);
  }

  /** What waited was written. */
  drained(): void {
    this.#full = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const goOn of waiting) goOn();
  }

  /** Nothing can be written any more: nobody waits. */
  stop(): void {
    this.#over = true;
    this.#cancel?.();
    this.#held = [];
    this.#sources.clear();
    this.drained();
  }

  #endTurnSoon(): void {
    this.#cancel ??= this.#clock.after(0, () => this.flush());
  }
}
