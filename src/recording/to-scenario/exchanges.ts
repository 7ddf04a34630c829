import type { Side } from '../format.ts';
import type { RecordingEntry } from '../read-recording.ts';
import { TrafficReader, type TrafficSink } from '../traffic-reader.ts';

const LINE_END = /[\r\n]+$/;
/** Milliseconds. */
const QUIET_MS = 500;
const PROMPT = '>';
const ENDS = ['OK', 'ERROR', '+MQTTPUB:OK', '+MQTTPUB:FAIL'] as const;
const BUSY = 'busy p...';
const MESSAGE = /^\+MQTTSUBRECV:\d+,"(.*?)",(\d+),/s;

/** A command and what it was answered. */
export interface RecordedCommand extends ExchangePlace {
  readonly kind: 'command';
  /** Without its line end. */
  readonly line: string;
  /** What it was sent behind its prompt; undefined: there was none. */
  data: Buffer | undefined;
  /** Lines of its answer before the end, without codes. */
  readonly answer: string[];
  /** The codes that were printed. */
  readonly codes: string[];
  /** How the answer ended; undefined: it did not. */
  end: (typeof ENDS)[number] | undefined;
}

/** A message that was received. */
export interface RecordedMessage extends ExchangePlace {
  readonly kind: 'message';
  readonly topic: string;
  readonly data: Buffer;
  /** The whole line. */
  readonly line: Buffer;
}

interface ExchangePlace {
  /** The line of the recording at which it began. */
  readonly at: number;
  readonly t: number;
}

/** What a session consists of, in its order. */
export type Exchange =
  | RecordedCommand
  | RecordedMessage
  /** A line that the module wrote by itself. */
  | ({ readonly kind: 'output'; readonly line: string } & ExchangePlace)
  /** Bytes of the host that are no command. */
  | ({ readonly kind: 'raw'; readonly bytes: Buffer } & ExchangePlace)
  /** A command that came while another one ran, and was answered that the module is busy, if at all. */
  | ({ readonly kind: 'early'; readonly line: string } & ExchangePlace);

/** Makes commands, answers, messages and lines out of a recording. */
export async function exchangesOf(entries: AsyncIterable<RecordingEntry>): Promise<readonly Exchange[]> {
  const gathering = new Gathering();
  const reader = new TrafficReader(gathering);
  let spokeAt = 0;
  for await (const entry of entries) {
    if (entry.kind !== 'chunk' || (entry.undelivered && entry.dir === 'host')) continue;
    // What is not ended as a line is, and then left alone, is something of its own, such as +++.
    if (entry.t - spokeAt > QUIET_MS) reader.flush('commands');
    spokeAt = entry.t;
    gathering.place = { at: entry.line, t: entry.t };
    reader.feed(entry.dir, entry.bytes);
  }
  reader.flush();
  return gathering.exchanges;
}

class Gathering implements TrafficSink {
  readonly exchanges: Exchange[] = [];
  place: ExchangePlace = { at: 1, t: 0 };
  /** Runs, and has not been answered to its end. */
  #current: RecordedCommand | undefined;
  /** The last one that was, whose prompt may still come. */
  #last: RecordedCommand | undefined;
  /** Came while it ran. */
  #meanwhile: Exchange[] = [];
  /** The beginning of a message that has line ends in it. */
  #message: Buffer | undefined;

  line(from: Side, bytes: Buffer): void {
    if (from === 'host') this.#host(bytes);
    else this.#module(bytes);
  }

  data(bytes: Buffer): void {
    const command = this.#current ?? this.#last;
    if (command !== undefined) command.data = Buffer.concat([command.data ?? Buffer.alloc(0), bytes]);
  }

  #host(bytes: Buffer): void {
    const line = bytes.toString('utf8').replace(LINE_END, '');
    if (line === '') return;
    if (!/^at/i.test(line) || !LINE_END.test(bytes.toString('latin1'))) {
      this.exchanges.push({ kind: 'raw', bytes, ...this.place });
    } else if (this.#current !== undefined) {
      this.#meanwhile.push({ kind: 'early', line, ...this.place });
    } else {
      this.#current = {
        kind: 'command',
        line,
        data: undefined,
        answer: [],
        codes: [],
        end: undefined,
        ...this.place,
      };
      this.exchanges.push(this.#current);
    }
  }

  #module(bytes: Buffer): void {
    if (this.#joins(bytes)) return;
    const line = bytes.toString('utf8').replace(LINE_END, '');
    if (line === '' || line === BUSY) return;
    const current = this.#current;
    if (line === PROMPT && !LINE_END.test(bytes.toString('latin1'))) return this.#prompted();
    if (current === undefined) {
      this.exchanges.push({ kind: 'output', line, ...this.place });
      return;
    }
    const [, code] = /^ERR CODE:(0x[0-9a-f]{8})$/i.exec(line) ?? [];
    if (code !== undefined) current.codes.push(code);
    else if (isEnd(line)) this.#end(line);
    else if (line !== current.line || current.answer.length > 0) current.answer.push(line);
  }

  #prompted(): void {
    const command = this.#current ?? this.#last;
    if (command === undefined) return;
    // Its OK was that before the prompt.
    command.end = undefined;
    command.data = Buffer.alloc(0);
    this.#current = command;
    this.#last = undefined;
  }

  #end(end: (typeof ENDS)[number]): void {
    if (this.#current === undefined) return;
    this.#current.end = end;
    this.#last = this.#current;
    this.#current = undefined;
    this.exchanges.push(...this.#meanwhile.splice(0));
  }

  /** Takes a message, which may hold line ends, as a whole. */
  #joins(bytes: Buffer): boolean {
    const joined = this.#message === undefined ? bytes : Buffer.concat([this.#message, bytes]);
    const [head, topic = '', length] = MESSAGE.exec(joined.toString('latin1')) ?? [];
    if (head === undefined) return false;
    const to = head.length + Number(length);
    this.#message = joined.length < to ? joined : undefined;
    if (this.#message !== undefined) return true;
    const message: RecordedMessage = {
      kind: 'message',
      topic: Buffer.from(topic, 'latin1').toString('utf8'),
      data: joined.subarray(head.length, to),
      line: joined.subarray(0, to),
      ...this.place,
    };
    // Whether it came before or after the end of an answer is chance.
    (this.#current === undefined ? this.exchanges : this.#meanwhile).push(message);
    return true;
  }
}

function isEnd(line: string): line is (typeof ENDS)[number] {
  return (ENDS as readonly string[]).includes(line);
}
