import type { WriteBuffer } from '#bytes/write-buffer';
import { writePuback } from '../codec/puback.ts';
import { writePubrec } from '../codec/pubrec.ts';

interface IncomingAck {
  readonly id: number;
  due: boolean;
}

/** Writes the acknowledgement of one message. */
type WriteAck = (output: WriteBuffer, id: number) => void;

/**
 * Acknowledgements of received messages. One is due once its message has been delivered, and leaves in the order in
 * which the messages of its QoS came [MQTT-4.6.0-2], [MQTT-4.6.0-3]; those of QoS 1 wait for no disk.
 */
export class IncomingAcks {
  readonly #output: WriteBuffer;
  readonly #flusher: { flushSoon(): void };
  /** Made with the first: most modules receive nothing that is acknowledged. */
  #pubacks: IncomingAck[] | undefined;
  #pubrecs: IncomingAck[] | undefined;

  /** @param flusher sees to it that what is in `output` leaves */
  constructor(output: WriteBuffer, flusher: { flushSoon(): void }) {
    this.#output = output;
    this.#flusher = flusher;
  }

  /** A message came. @returns what is to be called once it has been delivered; harmless when repeated */
  expect(qos: 1 | 2, id: number): () => void {
    const ack: IncomingAck = { id, due: false };
    if (qos === 1) {
      this.#pubacks ??= [];
      this.#pubacks.push(ack);
      return () => this.#settle(this.#pubacks, ack, writePuback);
    }
    this.#pubrecs ??= [];
    this.#pubrecs.push(ack);
    return () => this.#settle(this.#pubrecs, ack, writePubrec);
  }

  /** The connection is gone: nothing is acknowledged any more. */
  abort(): void {
    this.#pubacks = undefined;
    this.#pubrecs = undefined;
  }

  #settle(waiting: IncomingAck[] | undefined, ack: IncomingAck, write: WriteAck): void {
    ack.due = true;
    if (waiting?.[0] !== ack) return;
    const first = waiting.findIndex(({ due }) => !due);
    for (const { id } of waiting.splice(0, first === -1 ? waiting.length : first)) write(this.#output, id);
    this.#flusher.flushSoon();
  }
}
