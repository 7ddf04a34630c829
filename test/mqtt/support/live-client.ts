import { MqttClient } from '#mqtt/client/client';
import type { ClientDeps } from '#mqtt/client/client-deps';
import { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { MqttError } from '#mqtt/errors';
import { dialTcp } from '#mqtt/transports/tcp';
import type { IncomingMessage } from '#mqtt/types';
import { systemTimers } from '#time/timers';

export type LiveMessage = Omit<IncomingMessage, 'topic' | 'payload' | 'fixedHeaderBytes'> & {
  topic: string;
  payload: Buffer;
};

/** How long a real broker may take for anything; only a failing test waits so long. */
export const PATIENCE_MS = 10_000;

let clients = 0;

/** A client for a broker on 127.0.0.1 whose events can be waited for, each once and in order. */
export class LiveClient {
  readonly client: MqttClient;
  readonly session: Session;
  readonly options: ConnectOptions;
  readonly #messages = new Queue<LiveMessage>();
  readonly #closed = new Queue<MqttError>();

  constructor(port: number, options: Partial<ConnectOptions> = {}, deps: Partial<ClientDeps> = {}) {
    this.session = deps.session ?? new Session();
    this.options = { clientId: `live-${++clients}`, cleanSession: true, keepAliveSeconds: 60, ...options };
    this.client = new MqttClient({
      dial: dialTcp({ host: '127.0.0.1', port }),
      timers: systemTimers,
      session: this.session,
      events: {
        message: ({ topic, payload, qos, retain, dup }) =>
          this.#messages.put({
            topic: String(Buffer.from(topic)),
            payload: Buffer.from(payload),
            qos,
            retain,
            dup,
          }),
        closed: (reason) => this.#closed.put(reason),
        drain: () => {},
      },
      ...deps,
    });
  }

  connect(): Promise<{ sessionPresent: boolean }> {
    return this.client.connect(this.options, PATIENCE_MS);
  }

  publish(topic: string, payload: string | Buffer, qos: 0 | 1 | 2 = 0, retain = false): Promise<void> {
    const [name, bytes] = [Buffer.from(topic), Buffer.from(payload)];
    if (qos !== 0) return this.client.publish(name, bytes, qos, retain, PATIENCE_MS);
    this.client.publishQos0(name, bytes, retain);
    return Promise.resolve();
  }

  /** The next message. */
  message(): Promise<LiveMessage> {
    return this.#messages.take();
  }

  /** Why the connection was lost. */
  closed(): Promise<MqttError> {
    return this.#closed.take();
  }
}

class Queue<T> {
  readonly #items: T[] = [];
  readonly #takers: ((item: T) => void)[] = [];

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  take(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(item);
  }
}
