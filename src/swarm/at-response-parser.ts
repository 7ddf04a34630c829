/** What a host makes of the module's bytes. */
export interface AtResponseSink {
  /** A line without its line end; blank ones are left out. */
  line(text: string): void;
  /** `+MQTTSUBRECV`, with the bytes of topic and payload as latin1. */
  message(topic: string, payload: string): void;
  /** The data prompt. */
  prompt(): void;
}

const CR = 0x0d;
const LF = 0x0a;
const PROMPT = 0x3e;
const PLUS = 0x2b;
const RECEIVED = '+MQTTSUBRECV:';

/** Takes apart what a module says, as a host program does; holds nothing between two whole lines. */
export class AtResponseParser {
  readonly #sink: AtResponseSink;
  #rest: Buffer | undefined;

  constructor(sink: AtResponseSink) {
    this.#sink = sink;
  }

  feed(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      const next = this.#take(bytes, at);
      if (next === -1) {
        this.#rest = Buffer.from(bytes.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** @returns offset behind what was taken, or -1 when it is not whole yet */
  #take(bytes: Buffer, at: number): number {
    const first = bytes[at];
    if (first === CR || first === LF) return at + 1;
    if (first === PROMPT) {
      this.#sink.prompt();
      return at + 1;
    }
    const end = bytes.indexOf('\r\n', at, 'latin1');
    if (first === PLUS && bytes.toString('latin1', at, at + RECEIVED.length) === RECEIVED) {
      return this.#received(bytes, at);
    }
    if (end === -1) return -1;
    this.#sink.line(bytes.toString('latin1', at, end));
    return end + 2;
  }

  /** `+MQTTSUBRECV:<link>,"<topic>",<length>,<bytes>`: the payload may hold line ends. */
  #received(bytes: Buffer, at: number): number {
    const topicAt = bytes.indexOf('"', at, 'latin1') + 1;
    const topicEnd = topicAt === 0 ? -1 : bytes.indexOf('",', topicAt, 'latin1');
    const comma = topicEnd === -1 ? -1 : bytes.indexOf(',', topicEnd + 2, 'latin1');
    if (comma === -1) return -1;
    const payloadAt = comma + 1;
    const payloadEnd = payloadAt + Number(bytes.toString('latin1', topicEnd + 2, comma));
    if (payloadEnd + 2 > bytes.length) return -1;
    this.#sink.message(
      bytes.toString('latin1', topicAt, topicEnd),
      bytes.toString('latin1', payloadAt, payloadEnd),
    );
    return payloadEnd + 2;
  }
}
