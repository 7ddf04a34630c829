import type { Dial } from '#mqtt/transport';
import { systemTimers, type Timers } from '#time/timers';
import { type BrokerSide, PageConnection } from './connection.ts';
import { filterTakes } from './filters.ts';
import type { PageMessage } from './message.ts';
import { PageSession } from './session.ts';

/** What a broker in a page is made with; all of it may be left out. */
export interface PageBrokerOptions {
  /** Is told each message that is published, before those who subscribed get it. @param clientId who published it; undefined: `publish` */
  readonly onMessage?: (message: PageMessage, clientId: string | undefined) => void;
  /** Is told that a client has come, gone, subscribed or unsubscribed. */
  readonly onClients?: () => void;
  /** Where the time for keep alives comes from. Default: the page. */
  readonly timers?: Timers;
}

/** A client that the broker knows. */
export interface PageBrokerClient {
  /** Its client identifier. */
  readonly id: string;
  /** Whether it is connected now; a persistent session outlives its connection. */
  readonly connected: boolean;
  /** Whether its session ends with the connection. */
  readonly cleanSession: boolean;
  /** What it has subscribed to. */
  readonly subscriptions: readonly { readonly filter: string; readonly qos: 0 | 1 | 2 }[];
}

/** What is published by the page itself. */
export interface PagePublish {
  /** A topic name, without wildcards. */
  readonly topic: string;
  /** Bytes, or text that is sent as UTF-8. */
  readonly payload: string | Uint8Array;
  /** Default: 0 */
  readonly qos?: 0 | 1 | 2;
  /** Default: false */
  readonly retain?: boolean;
}

/** An MQTT 3.1.1 broker in a page, for the modules of that page. Nothing leaves it; everything ends with it. */
export interface PageBroker {
  /** Connects a client: for `dial` of a module, whatever its route. */
  readonly dial: Dial;
  /** Those that are connected, and those whose session waits for them. */
  readonly clients: readonly PageBrokerClient[];
  /** What is retained, in the order in which the topics came. */
  readonly retained: readonly PageMessage[];
  /** Publishes a message to all who subscribed to its topic. */
  publish(message: PagePublish): void;
  /** Closes connections, so that wills are published. @param clientId of one client; default: of all */
  disconnect(clientId?: string): void;
  /** Closes all connections and refuses new ones until `listen`; sessions and retained messages stay. */
  close(): void;
  /** Takes connections again. */
  listen(): void;
}

/** Makes a broker in this page, which takes connections at once. */
export function createPageBroker(options: PageBrokerOptions = {}): PageBroker {
  return new Broker(options);
}

class Broker implements PageBroker, BrokerSide {
  readonly timers: Timers;
  listening = true;
  readonly dial: Dial = (events) => new PageConnection(this, events);
  readonly #options: PageBrokerOptions;
  readonly #sessions = new Map<string, PageSession>();
  readonly #connections = new Map<PageSession, PageConnection>();
  readonly #retained = new Map<string, PageMessage>();
  #named = 0;

  constructor(options: PageBrokerOptions) {
    this.#options = options;
    this.timers = options.timers ?? systemTimers;
  }

  get clients(): PageBrokerClient[] {
    return [...this.#sessions.values()].map((session) => ({
      id: session.clientId,
      connected: this.#connections.has(session),
      cleanSession: session.clean,
      subscriptions: [...session.subscriptions].map(([filter, qos]) => ({ filter, qos })),
    }));
  }

  get retained(): PageMessage[] {
    return [...this.#retained.values()];
  }

  publish({ topic, payload, qos = 0, retain = false }: PagePublish): void {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : new Uint8Array(payload);
    this.#publish({ topic, payload: bytes, qos, retain }, undefined);
  }

  disconnect(clientId?: string): void {
    for (const [session, connection] of [...this.#connections]) {
      if (clientId === undefined || session.clientId === clientId) connection.cut();
    }
  }

  close(): void {
    this.listening = false;
    this.disconnect();
  }

  listen(): void {
    this.listening = true;
  }

  open(
    connection: PageConnection,
    clientId: string,
    clean: boolean,
  ): { session: PageSession; present: boolean } {
    const id = clientId === '' ? `page-${++this.#named}` : clientId;
    const before = this.#sessions.get(id);
    // [MQTT-3.1.4-2]
    if (before !== undefined) this.#connections.get(before)?.cut();
    const present = before !== undefined && !before.clean && !clean;
    const session = present ? before : new PageSession(id, clean);
    this.#sessions.set(id, session);
    this.#connections.set(session, connection);
    this.#changed();
    return { session, present };
  }

  published(message: PageMessage, clientId: string): void {
    this.#publish(message, clientId);
  }

  subscribed(session: PageSession, filter: string, qos: 0 | 1 | 2): void {
    session.subscriptions.set(filter, qos);
    this.#changed();
    for (const message of this.#retained.values()) {
      if (!filterTakes(filter, message.topic)) continue;
      session.deliver(message, Math.min(qos, message.qos) as 0 | 1 | 2, true);
    }
  }

  unsubscribed(session: PageSession, filters: readonly string[]): void {
    for (const filter of filters) session.subscriptions.delete(filter);
    this.#changed();
  }

  left({ session }: PageConnection): void {
    if (session === undefined) return;
    this.#connections.delete(session);
    if (session.clean && this.#sessions.get(session.clientId) === session) {
      this.#sessions.delete(session.clientId);
    }
    this.#changed();
  }

  #publish(message: PageMessage, clientId: string | undefined): void {
    if (message.retain) {
      // [MQTT-3.3.1-10]
      if (message.payload.length === 0) this.#retained.delete(message.topic);
      else this.#retained.set(message.topic, message);
    }
    this.#options.onMessage?.(message, clientId);
    for (const session of this.#sessions.values()) session.offer(message);
  }

  #changed(): void {
    this.#options.onClients?.();
  }
}
