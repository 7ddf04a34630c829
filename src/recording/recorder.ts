import type { Clock } from '#time/clock';
import type { NewRecordingEvent, RecordingHeader, Side } from './format.ts';
import { encodePayload, pieces } from './payload.ts';
import { RECORDING_FORMAT, RECORDING_VERSION } from './version.ts';

/** What looks on at a line between a host and a module. */
export interface LineListener {
  /**
   * Bytes went over the line.
   * @param bytes valid only during the call
   * @param delivered false: nobody was there to take them
   */
  bytes(from: Side, bytes: Uint8Array, delivered: boolean): void;
  /** Something happened besides. */
  event(event: NewRecordingEvent): void;
}

/** Where the lines of a recording go. */
export interface RecordingSink {
  /** @param bytes how many bytes of the wire are in it, which are told as missing when it cannot be written */
  write(line: string, bytes: number): void;
  /** Makes the line that says what is missing. */
  gap: ((bytes: number) => string) | undefined;
}

/** What a recording is of, and who has made it. */
export type RecordingSubject = Pick<
  RecordingHeader,
  'by' | 'host' | 'module' | 'firmware' | 'follow' | 'masked'
>;

/** Writes what goes over a line as a recording; in a web page too. */
export class Recorder implements LineListener {
  readonly #clock: Clock;
  readonly #sink: RecordingSink;
  readonly #startedAt: number;

  constructor(sink: RecordingSink, subject: RecordingSubject, clock: Clock) {
    this.#clock = clock;
    this.#sink = sink;
    this.#startedAt = clock.now();
    const header: RecordingHeader = {
      format: RECORDING_FORMAT,
      version: RECORDING_VERSION,
      started: new Date(clock.wall()).toISOString(),
      ...subject,
    };
    sink.write(`${JSON.stringify(header)}\n`, 0);
    sink.gap = (bytes) => this.#line({ event: 'gap', bytes });
  }

  bytes(from: Side, bytes: Uint8Array, delivered = true): void {
    for (const piece of pieces(bytes)) {
      const line = this.#line({
        dir: from,
        ...encodePayload(piece),
        ...(delivered ? {} : { undelivered: true }),
      });
      this.#sink.write(line, piece.length);
    }
  }

  event(event: NewRecordingEvent): void {
    this.#sink.write(this.#line(event), 0);
  }

  #line(rest: object): string {
    const t = Math.round((this.#clock.now() - this.#startedAt) * 1000) / 1000;
    return `${JSON.stringify({ t, ...rest })}\n`;
  }
}
