import { generate, type Packet, parser } from 'mqtt-packet';
import type { Transport, TransportEvents } from '#mqtt/transport';

/** A transport in memory, with the broker's end of it: what the client wrote, and what to say to it. */
export class FakeWire implements Transport {
  readonly events: TransportEvents;
  /** Each chunk the client wrote. */
  readonly writes: Buffer[] = [];
  /** Each packet the client wrote, as mqtt-packet reads it. */
  readonly packets: Packet[] = [];
  /** What `write` answers. */
  takes = true;
  queued = 0;
  paused = false;
  ended = false;
  destroyed = false;
  #sent: (() => void) | undefined;
  readonly #parser = parser({ protocolVersion: 4 });

  constructor(events: TransportEvents) {
    this.events = events;
    this.#parser.on('packet', (packet) => this.packets.push(packet));
    this.#parser.on('error', (error) => {
      throw error;
    });
  }

  write(bytes: Uint8Array): boolean {
    const copy = Buffer.from(bytes);
    this.writes.push(copy);
    this.#parser.parse(copy);
    return this.takes;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(sent?: () => void): void {
    this.ended = true;
    this.#sent = sent;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** The operating system has taken everything, after `end`. */
  finish(): void {
    this.queued = 0;
    this.#sent?.();
  }

  /** The broker sends packets, in one chunk. */
  say(...packets: Packet[]): void {
    this.sayBytes(Buffer.concat(packets.map((packet) => generate(packet))));
  }

  sayBytes(bytes: Uint8Array): void {
    this.events.data(Buffer.from(bytes));
  }

  /** The commands of the packets the client wrote since the last call. */
  heard(): Packet[] {
    return this.packets.splice(0);
  }
}
