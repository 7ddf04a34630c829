/** What went one way over the connections of a link. */
export class PacketCounts {
  /** Bytes, whatever they are. */
  bytes = 0;
  /** PUBLISH packets by QoS, those that are sent again too. */
  readonly publishes: [number, number, number] = [0, 0, 0];
  /** Bytes of their payloads. */
  readonly payloadBytes: [number, number, number] = [0, 0, 0];
  /** PUBLISH packets with DUP. */
  repeated = 0;
}

const PUBLISH = 3;
const MAX_LENGTH_BYTES = 4;

/**
 * Counts the packets in a stream of MQTT, however it is cut, without keeping any of it: a fixed header and the length of a topic are
 * read, the rest is passed over. What is no MQTT is counted as bytes alone.
 */
export class PacketCounter {
  readonly #counts: PacketCounts;
  #foreign = false;
  /** What is read next: the first byte, the remaining length, the length of the topic, or nothing of the packet. */
  #at: 'first' | 'length' | 'topic' | 'rest' = 'first';
  #first = 0;
  #lengthBytes = 0;
  #remaining = 0;
  #topicBytes = 0;
  #topicLength = 0;
  /** Of the packet that is still to come. */
  #left = 0;

  constructor(counts: PacketCounts) {
    this.#counts = counts;
  }

  feed(bytes: Uint8Array): void {
    this.#counts.bytes += bytes.length;
    if (this.#foreign) return;
    let at = 0;
    while (at < bytes.length && !this.#foreign) {
      if (this.#at === 'rest') {
        const passed = Math.min(this.#left, bytes.length - at);
        at += passed;
        this.#left -= passed;
        if (this.#left === 0) this.#at = 'first';
      } else this.#take(bytes[at++] as number);
    }
  }

  #take(byte: number): void {
    switch (this.#at) {
      case 'first':
        this.#first = byte;
        this.#lengthBytes = 0;
        this.#remaining = 0;
        this.#at = 'length';
        break;
      case 'length':
        this.#remaining += (byte & 0x7f) << (7 * this.#lengthBytes++);
        if (byte < 0x80) this.#begin();
        else if (this.#lengthBytes === MAX_LENGTH_BYTES) this.#foreign = true;
        break;
      default:
        this.#topicLength = this.#topicLength * 0x100 + byte;
        this.#left--;
        if (++this.#topicBytes === 2) this.#publish();
    }
  }

  #begin(): void {
    this.#left = this.#remaining;
    this.#topicBytes = 0;
    this.#topicLength = 0;
    if (this.#first >> 4 === PUBLISH && this.#remaining >= 2) this.#at = 'topic';
    else this.#at = this.#left === 0 ? 'first' : 'rest';
  }

  #publish(): void {
    const qos = (this.#first >> 1) & 3;
    this.#at = this.#left === 0 ? 'first' : 'rest';
    if (qos === 3) {
      this.#foreign = true;
      return;
    }
    const counts = this.#counts;
    counts.publishes[qos as 0 | 1 | 2]++;
    counts.payloadBytes[qos as 0 | 1 | 2] += Math.max(
      0,
      this.#remaining - 2 - this.#topicLength - (qos === 0 ? 0 : 2),
    );
    if ((this.#first & 0x08) !== 0) counts.repeated++;
  }
}
