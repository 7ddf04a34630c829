import { generate, type Packet, parser } from 'mqtt-packet';
import { message } from '#messages/message';
import type { DialRoute } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import type { Transport, TransportEvents } from '#mqtt/transport';
import type { CorpusStep } from './corpus-case.ts';

/** What a broker does, as the words of a case say it. */
interface Mode {
  readonly connack: number | undefined;
  readonly suback: number | 'asked' | undefined;
  readonly unsuback: boolean;
  readonly puback: boolean;
  readonly retained: boolean;
}

/** A broker without sockets that does what a case says. */
export class MemoryBroker {
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

class Connection implements Transport {
  readonly queued = 0;
  readonly #events: TransportEvents;
  readonly #mode: () => Mode;
  readonly #gone: () => void;
  readonly #parser = parser();
  #open = true;
  #paused = false;
  #waiting: Buffer[] = [];
  #ids = 0;

  constructor(events: TransportEvents, mode: () => Mode, gone: () => void) {
    this.#events = events;
    this.#mode = mode;
    this.#gone = gone;
    this.#parser.on('packet', (packet) => this.#answer(packet));
    this.#later(() => events.open());
  }

  write(bytes: Uint8Array): boolean {
    const copy = Buffer.from(bytes);
    this.#later(() => this.#parser.parse(copy));
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
    const head = Buffer.from(topic, 'latin1');
    const length = Buffer.from([head.length >> 8, head.length & 0xff]);
    const id = qos === 0 ? Buffer.alloc(0) : Buffer.from([0, ++this.#ids & 0x7f || 1]);
    const body = Buffer.concat([length, head, id, Buffer.from(payload, 'latin1')]);
    this.#send(Buffer.from([0x30 | (qos << 1) | Number(retain), ...remaining(body.length)]), body);
  }

  #answer(packet: Packet): void {
    const mode = this.#mode();
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === 'connect' && mode.connack !== undefined) {
      this.#send(Buffer.from([0x20, 2, 0, mode.connack]));
      if (mode.connack !== 0) this.#later(() => this.#close());
    } else if (packet.cmd === 'publish' && packet.qos > 0 && mode.puback) {
      this.#send(generate({ cmd: packet.qos === 1 ? 'puback' : 'pubrec', messageId }));
    } else if (packet.cmd === 'pubrel') {
      this.#send(generate({ cmd: 'pubcomp', messageId }));
    } else if (packet.cmd === 'subscribe' && mode.suback !== undefined) {
      const [subscription] = packet.subscriptions;
      const granted = mode.suback === 'asked' ? (subscription?.qos ?? 0) : mode.suback;
      this.#send(Buffer.from([0x90, 3, messageId >> 8, messageId & 0xff, granted]));
      if (mode.retained) this.publish(subscription?.topic ?? '', 'retained', 0, true);
    } else if (packet.cmd === 'unsubscribe' && mode.unsuback) {
      this.#send(Buffer.from([0xb0, 2, messageId >> 8, messageId & 0xff]));
    } else if (packet.cmd === 'pingreq') {
      this.#send(generate({ cmd: 'pingresp' }));
    } else if (packet.cmd === 'disconnect') {
      this.#close();
    }
  }

  #send(...pieces: Buffer[]): void {
    this.#waiting.push(...pieces);
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

/** The remaining length field of a packet. */
function remaining(length: number): number[] {
  const rest = length >> 7;
  return rest === 0 ? [length] : [(length & 0x7f) | 0x80, ...remaining(rest)];
}
