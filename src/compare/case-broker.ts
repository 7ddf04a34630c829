import { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import type { DialRoute } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { CONNACK } from '#mqtt/codec/connack';
import { Framer, type FrameSink } from '#mqtt/codec/framer';
import { readOnlyId, writeOnlyId } from '#mqtt/codec/packet-id';
import { PINGRESP } from '#mqtt/codec/ping';
import { writePuback } from '#mqtt/codec/puback';
import { writePubcomp } from '#mqtt/codec/pubcomp';
import { writePublish } from '#mqtt/codec/publish';
import { writePubrec } from '#mqtt/codec/pubrec';
import { writeSuback } from '#mqtt/codec/suback';
import { readSubscribe } from '#mqtt/codec/subscribe';
import { UNSUBACK } from '#mqtt/codec/unsuback';
import type { Transport, TransportEvents } from '#mqtt/transport';
import type { QoS } from '#mqtt/types';
import type { CorpusStep } from './corpus-case.ts';

/** Packets of clients by the upper half of their first byte (MQTT 3.1.1, table 2.1). */
const TYPE = {
  connect: 1,
  publish: 3,
  pubrel: 6,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;
/** Of a message that this broker sends; QoS 1 and 2 share them, as few are on their way at a time. */
const MAX_ID = 0x7f;

/** What a broker does, as the words of a case say it. */
interface Mode {
  readonly connack: number | undefined;
  readonly suback: number | 'asked' | undefined;
  readonly unsuback: boolean;
  readonly puback: boolean;
  readonly retained: boolean;
}

/** A broker without sockets that does what a case says. */
export class CaseBroker {
  /** Leads every route here. */
  readonly dial: DialRoute = () => (events) => this.connect(events);
  #mode = modeOf('accepting');
  #refusing = false;
  readonly #connections = new Set<Connection>();

  /** Behaves as these words say from now on; `closed` refuses connections. */
  behave(words: string): void {
    this.#mode = modeOf(words);
    this.#refusing = words === 'closed';
  }

  /** Carries out an event of a case. */
  happen({ event, topic = '', payload = '', qos = 0, retain = false, mode = '' }: CorpusStep): void {
    if (event === 'broker-mode') this.#mode = modeOf(mode);
    else if (event === 'broker-back') this.#refusing = false;
    else if (event === 'message') {
      for (const connection of this.#connections) connection.publish(topic, payload, qos, retain);
    } else {
      this.#refusing = event === 'broker-drops';
      for (const connection of this.#connections) connection.reset();
      this.#connections.clear();
    }
  }

  /** A client has connected, or is refused. @param events hears what the broker sends */
  connect(events: TransportEvents): Transport {
    if (this.#refusing) return refused(events);
    const connection = new Connection(
      events,
      () => this.#mode,
      () => this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    return connection;
  }
}

class Connection implements Transport, FrameSink {
  readonly queued = 0;
  readonly #events: TransportEvents;
  readonly #mode: () => Mode;
  readonly #gone: () => void;
  readonly #framer = new Framer();
  #open = true;
  #paused = false;
  #waiting: Buffer[] = [];
  #ids = 0;

  constructor(events: TransportEvents, mode: () => Mode, gone: () => void) {
    this.#events = events;
    this.#mode = mode;
    this.#gone = gone;
    this.#later(() => events.open());
  }

  write(bytes: Uint8Array): boolean {
    const copy = Buffer.from(bytes);
    this.#later(() => this.#framer.feed(copy, this));
    return true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliver();
  }

  end(sent?: () => void): void {
    this.#later(() => {
      sent?.();
      this.#close();
    });
  }

  destroy(): void {
    this.#open = false;
    this.#gone();
  }

  /** As a reset of the connection is seen. */
  reset(): void {
    this.#close(new PlatformError('OFFLINE', message('platform.noNetwork')));
  }

  publish(topic: string, payload: string, qos: number, retain: boolean): void {
    const id = qos === 0 ? 0 : ++this.#ids & MAX_ID || 1;
    this.#send((output) =>
      writePublish(output, latin1(topic), latin1(payload), qos as QoS, retain, false, id),
    );
  }

  /** A whole packet, from the framer. */
  frame(bytes: Uint8Array, at: number, headerBytes: number, end: number): void {
    const mode = this.#mode();
    const from = at + headerBytes;
    const first = bytes[at] ?? 0;
    switch (first >> 4) {
      case TYPE.connect:
        return this.#accept(mode.connack);
      case TYPE.publish: {
        const qos = (first >> 1) & 3;
        if (qos === 0 || !mode.puback) return;
        const idAt = from + 2 + (((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0));
        const id = readOnlyId('PUBLISH', bytes, idAt, idAt + 2);
        return this.#send((output) => (qos === 1 ? writePuback(output, id) : writePubrec(output, id)));
      }
      case TYPE.pubrel:
        return this.#send((output) => writePubcomp(output, readOnlyId('PUBREL', bytes, from, end)));
      case TYPE.subscribe:
        return this.#grant(readSubscribe(bytes, from, end), mode);
      case TYPE.unsubscribe: {
        const id = readOnlyId('UNSUBSCRIBE', bytes, from, from + 2);
        if (mode.unsuback) this.#send((output) => writeOnlyId(output, UNSUBACK, id));
        return;
      }
      case TYPE.pingreq:
        return this.#send((output) => output.append(Uint8Array.of(PINGRESP, 0)));
      case TYPE.disconnect:
        return this.#close();
    }
  }

  #accept(code: number | undefined): void {
    if (code === undefined) return;
    // The codec knows no return code that MQTT does not have; a case may.
    this.#send((output) => output.append(Uint8Array.of(CONNACK, 2, 0, code)));
    if (code !== 0) this.#later(() => this.#close());
  }

  #grant({ id, subscriptions: [asked] }: ReturnType<typeof readSubscribe>, mode: Mode): void {
    const { suback, retained } = mode;
    if (suback === undefined) return;
    this.#send((output) => writeSuback(output, id, [suback === 'asked' ? (asked?.qos ?? 0) : suback]));
    if (retained) this.publish(Buffer.from(asked?.filter ?? []).toString('latin1'), 'retained', 0, true);
  }

  #send(write: (output: WriteBuffer) => void): void {
    const output = new WriteBuffer((chunk) => this.#waiting.push(chunk));
    write(output);
    output.flush();
    this.#later(() => this.#deliver());
  }

  /** What was answered in one turn comes in one read, as from a socket. */
  #deliver(): void {
    if (this.#paused || this.#waiting.length === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#events.data(bytes);
  }

  #close(error?: Error): void {
    if (!this.#open) return;
    this.#open = false;
    this.#gone();
    queueMicrotask(() => this.#events.closed(error));
  }

  #later(run: () => void): void {
    queueMicrotask(() => {
      if (this.#open) run();
    });
  }
}

function refused(events: TransportEvents): Transport {
  let open = true;
  queueMicrotask(() => {
    if (open) events.closed(new PlatformError('OFFLINE', message('platform.noNetwork')));
  });
  const nothing = (): void => {};
  return {
    queued: 0,
    write: () => true,
    pause: nothing,
    resume: nothing,
    end: nothing,
    destroy: () => {
      open = false;
    },
  };
}

function modeOf(words: string): Mode {
  const has = (word: string): boolean => words.split('+').includes(word);
  const refusing = /refusing-(\d+)/.exec(words)?.[1];
  const suback = /suback-([0-9a-f]{2})/.exec(words)?.[1];
  return {
    connack: has('silent') ? undefined : Number(refusing ?? 0),
    suback: has('no-suback') ? undefined : suback === undefined ? 'asked' : Number.parseInt(suback, 16),
    unsuback: !has('no-unsuback'),
    puback: !has('no-puback'),
    retained: has('retained'),
  };
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
