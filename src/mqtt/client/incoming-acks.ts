import type { WriteBuffer } from '#bytes/write-buffer';
import { writePuback } from '../codec/puback.ts';
import { writePubrec } from '../codec/pubrec.ts';

interface IncomingAck {
  readonly id: number;
  readonly qos: 1 | 2;
  due: boolean;
}

/**
 * Acknowledgements of received messages. One is due once its message has been delivered, and leaves in the order in
 * which the messages came [MQTT-4.6.0-2], [MQTT-4.6.0-3].
 */
export class IncomingAcks {
  readonly #output: WriteBuffer;
  readonly #flush: () => void;
  /** Made with the first: most modules receive nothing that is acknowledged. */
  #waiting: IncomingAck[] | undefined;

  /** @param flush sees to it that what is in `output` leaves */
  constructor(output: WriteBuffer, flush: () => void) {
    this.#output = output;
    this.#flush = flush;
  }

  /** A message came. @returns what is to be called once it has been delivered; harmless when repeated */
  expect(qos: 1 | 2, id: number): () => void {
    const ack: IncomingAck = { id, qos, due: false };
    this.#waiting ??= [];
    this.#waiting.push(ack);
    return () => {
      ack.due = true;
      if (this.#waiting?.[0] === ack) this.#send();
    };
  }

  /** The connection is gone: nothing is acknowledged any more. */
  abort(): void {
    this.#waiting = undefined;
  }

  #send(): void {
    const waiting = this.#waiting ?? [];
    const first = waiting.findIndex(({ due }) => !due);
    for (const { qos, id } of waiting.splice(0, first === -1 ? waiting.length : first)) {
      if (qos === 1) writePuback(this.#output, id);
      else writePubrec(this.#output, id);
    }
    this.#flush();
  }
}
