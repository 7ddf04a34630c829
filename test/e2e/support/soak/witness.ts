import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';

/** Fewer than any broker receives at once. */
const WINDOW = 8;
const RECONNECT_MS = 100;

interface Outgoing {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 1 | 2;
  readonly acknowledged: () => void;
  /** PUBREC has come. */
  released: boolean;
}

export interface WitnessOptions {
  readonly port: number;
  readonly id: string;
  /** Subscribed to with QoS 2. */
  readonly filters: readonly string[];
  /** Each message, of QoS 2 exactly once. */
  readonly message: (topic: string, payload: string) => void;
  readonly fault: (what: string) => void;
  /**
   * The broker does wrong on command: whatever it does, the client comes again, and it waits for no answer longer than
   * so many milliseconds.
   */
  readonly patienceMs?: number;
  /** The connection is lost, so that what was not acknowledged is sent again. */
  readonly lost?: () => void;
}

/**
 * An MQTT client with a session that it never forgets, which shares no code with the module. It comes back whenever its
 * connection is lost, and goes on where it was, as MQTT 3.1.1 asks of both sides (4.3, 4.4).
 */
export class Witness {
  readonly #options: WitnessOptions;
  readonly #pending = new Map<number, Outgoing>();
  readonly #queue: Outgoing[] = [];
  /** Messages of QoS 2 that have come and were not released yet. */
  readonly #held = new Set<number>();
  #socket: Socket | undefined;
  /** The connection ends with it, unless something is acknowledged. */
  #patience: NodeJS.Timeout | undefined;
  #connected = false;
  #connections = 0;
  #subscribed = false;
  #lastId = 0;
  #closed = false;
  /** Resolves once the broker keeps what is for it. */
  readonly ready: Promise<void>;
  #setReady: () => void = () => {};

  constructor(options: WitnessOptions) {
    this.#options = options;
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
    this.#connect();
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** How often it was connected. */
  get connections(): number {
    return this.#connections;
  }

  /** Resolves once the broker has acknowledged it. In order among those of one QoS. */
  publish(topic: string, payload: string, qos: 1 | 2): Promise<void> {
    return new Promise((acknowledged) => {
      this.#queue.push({ topic, payload, qos, acknowledged, released: false });
      this.#fillWindow();
    });
  }

  /** Publishes with QoS 0, unless it has no connection. */
  scatter(topic: string, payload: string): void {
    if (this.#connected) this.#send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect({ port: this.#options.port, host: '127.0.0.1', noDelay: true });
    const incoming = parser({ protocolVersion: 4 });
    this.#socket = socket;
    incoming.on('packet', (packet: Packet) => this.#got(packet));
    incoming.on('error', (error: Error) => {
      if (!this.#isPatient) socket.destroy();
      else this.#options.fault(`the witness cannot read: ${error.message}`);
    });
    socket.on('data', (chunk: Buffer) => {
      if (!socket.destroyed) incoming.parse(chunk);
    });
    socket.on('error', () => {});
    this.#await(socket);
    socket.once('close', () => {
      clearTimeout(this.#patience);
      this.#options.lost?.();
      this.#connected = false;
      if (!this.#closed) void pause(RECONNECT_MS).then(() => this.#connect());
    });
    const { id: clientId } = this.#options;
    this.#send({
      cmd: 'connect',
      clientId,
      clean: false,
      keepalive: 0,
      protocolId: 'MQTT',
      protocolVersion: 4,
    });
  }

  get #isPatient(): boolean {
    return this.#options.patienceMs === undefined;
  }

  /** Gives a broker that may do wrong so long for the next answer. */
  #await(socket: Socket): void {
    clearTimeout(this.#patience);
    const { patienceMs } = this.#options;
    if (patienceMs === undefined) return;
    this.#patience = setTimeout(() => {
      if (!this.#subscribed || this.#pending.size > 0) socket.destroy();
      else this.#await(socket);
    }, patienceMs);
  }

  #send(packet: Packet): void {
    this.#socket?.write(generate(packet));
  }

  #got(packet: Packet): void {
    const messageId = packet.messageId ?? 0;
    switch (packet.cmd) {
      case 'connack':
        if (packet.returnCode !== 0 && !this.#isPatient) return void this.#socket?.destroy();
        return this.#comeBack(packet.sessionPresent);
      case 'suback':
        if (packet.granted.some((qos) => qos !== 2)) return void this.#socket?.destroy();
        this.#subscribed = true;
        this.#setReady();
        return;
      case 'publish':
        return this.#receive(packet);
      case 'pubrel':
        this.#held.delete(messageId);
        return this.#send({ cmd: 'pubcomp', messageId });
      case 'pubrec': {
        const outgoing = this.#pending.get(messageId);
        if (outgoing !== undefined) outgoing.released = true;
        return this.#send({ cmd: 'pubrel', messageId });
      }
      case 'puback':
      case 'pubcomp':
        this.#pending.get(messageId)?.acknowledged();
        this.#pending.delete(messageId);
        if (this.#socket !== undefined) this.#await(this.#socket);
        return this.#fillWindow();
    }
  }

  #comeBack(sessionPresent: boolean): void {
    this.#connected = true;
    this.#connections++;
    if (!sessionPresent) this.#forget();
    if (!this.#subscribed) {
      const subscriptions = this.#options.filters.map((topic) => ({ topic, qos: 2 as const }));
      this.#send({ cmd: 'subscribe', messageId: 65_535, subscriptions });
    }
    for (const [messageId, outgoing] of this.#pending) {
      if (outgoing.released) this.#send({ cmd: 'pubrel', messageId });
      else this.#publish(messageId, outgoing, true);
    }
    this.#fillWindow();
  }

  /** The broker knows no session of this client. */
  #forget(): void {
    if (!this.#subscribed) return;
    if (this.#isPatient) this.#options.fault('the broker has forgotten the session');
    this.#held.clear();
    this.#subscribed = false;
    for (const outgoing of this.#pending.values()) outgoing.released = false;
  }

  #receive({ topic, payload, qos, messageId = 0 }: IPublishPacket): void {
    if (qos < 2 || !this.#held.has(messageId)) this.#options.message(topic, payload.toString());
    if (qos === 1) this.#send({ cmd: 'puback', messageId });
    if (qos < 2) return;
    this.#held.add(messageId);
    this.#send({ cmd: 'pubrec', messageId });
  }

  #fillWindow(): void {
    while (this.#connected && this.#pending.size < WINDOW) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#lastId = (this.#lastId % 65_000) + 1;
      this.#pending.set(this.#lastId, next);
      this.#publish(this.#lastId, next, false);
    }
  }

  #publish(messageId: number, { topic, payload, qos }: Outgoing, dup: boolean): void {
    this.#send({ cmd: 'publish', messageId, topic, payload, qos, dup, retain: false });
  }
}
