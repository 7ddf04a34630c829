import { NOTHING } from '#bytes/keep';
import { showBytes } from '#bytes/show-bytes';
import { message } from '#messages/message';
import { Framer, type FrameSink } from '../codec/framer.ts';
import { malformed } from '../codec/malformed.ts';
import { topicOfBeginning } from '../codec/publish.ts';
import { type IncomingPacket, readPacket } from '../codec/read-packet.ts';
import { MqttError } from '../errors.ts';

/** Bytes of a topic that are shown at most: it may have 65535. */
const MAX_SHOWN_BYTES = 100;

/**
 * The packets that a broker sends over one connection, in the order in which MQTT has them: bytes in, packets out,
 * no I/O.
 */
export class PacketReader implements FrameSink {
  readonly #framer: Framer;
  readonly #maxBytes: number | undefined;
  readonly #anyTopic: boolean;
  readonly #take: (packet: IncomingPacket) => void;
  #lastTopic: Uint8Array = NOTHING;
  #phase: 'connecting' | 'established' | 'over';

  /**
   * @param anyTopic a topic need not be UTF-8
   * @param maxBytes of one packet; undefined: as many as MQTT can express
   * @param take gets each packet that may come at this point
   * @param phase where it begins
   */
  constructor(
    anyTopic: boolean,
    maxBytes: number | undefined,
    take: (packet: IncomingPacket) => void,
    phase: 'connecting' | 'established' = 'connecting',
  ) {
    this.#phase = phase;
    this.#framer = new Framer(maxBytes);
    this.#maxBytes = maxBytes;
    this.#anyTopic = anyTopic;
    this.#take = take;
  }

  /** Whether CONNACK has come, whatever it says. */
  get established(): boolean {
    return this.#phase === 'established';
  }

  /** Takes what came. @throws MqttError `PROTOCOL`, `TOO_LARGE`, and what `take` throws; the connection cannot go on then */
  receive(bytes: Uint8Array): void {
    this.#framer.feed(bytes, this);
  }

  /** Nothing is taken any more, not even the rest of what is being read. */
  close(): void {
    this.#phase = 'over';
  }

  /** A whole packet, from the framer. */
  frame(bytes: Uint8Array, at: number, headerBytes: number, end: number): void {
    if (this.#phase === 'over') return;
    const packet = readPacket(bytes, at, headerBytes, end, this.#lastTopic, this.#anyTopic);
    if (this.#phase === 'connecting') this.#begin(packet);
    else if (packet.type === 'publish') this.#lastTopic = packet.topic;
    else if (packet.type === 'connack') throw malformed(message('mqtt.secondConnack'));
    this.#take(packet);
  }

  /** A packet that is too large is announced, from the framer. */
  tooLarge(bytes: Uint8Array, at: number, headerBytes: number, size: number): never {
    const topic = topicOfBeginning(bytes, at, headerBytes);
    throw new MqttError(
      'TOO_LARGE',
      message('mqtt.tooLarge', { topic: topic && shown(topic), size, max: this.#maxBytes ?? size }),
    );
  }

  /** CONNACK is the first packet [MQTT-3.2.0-1]. */
  #begin({ type }: IncomingPacket): void {
    if (type !== 'connack') throw malformed(message('mqtt.beforeConnack', { packet: type.toUpperCase() }));
    this.#phase = 'established';
  }
}

function shown(topic: Uint8Array): string {
  if (topic.length <= MAX_SHOWN_BYTES) return showBytes(topic);
  return `${Buffer.from(topic.subarray(0, MAX_SHOWN_BYTES))}…`;
}
