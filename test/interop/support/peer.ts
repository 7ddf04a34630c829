import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';

/** A message that reached a peer. */
export interface PeerMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

type QoS = 0 | 1 | 2;

const PATIENCE_MS = 5000;

/** The other side of a conversation: an MQTT client that shares no code with the module. */
export class Peer {
  readonly #client: MqttClient;
  readonly #messages: PeerMessage[] = [];
  #wake: () => void = () => {};

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic: string, payload: Buffer, { qos, retain }: IPublishPacket) => {
      this.#messages.push({ topic, payload, qos, retain });
      this.#wake();
    });
    client.on('error', () => {});
  }

  static async connect(port: number, options: IClientOptions = {}): Promise<Peer> {
    const settings = { host: '127.0.0.1', port, protocolVersion: 4 as const, reconnectPeriod: 0, ...options };
    const client = connect(settings);
    // Made first, because messages of a session may come right behind CONNACK.
    const peer = new Peer(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
      client.once('close', () => reject(new Error('the broker closed the connection')));
    });
    return peer;
  }

  /** Messages that have come and were not awaited. */
  get waiting(): readonly PeerMessage[] {
    return this.#messages;
  }

  /** From now on no message is acknowledged. */
  acknowledgeNothing(): void {
    // It is acknowledged once this calls back.
    this.#client.handleMessage = () => {};
  }

  /** Subscribes; resolves with the QoS granted. */
  async subscribe(filter: string, qos: QoS = 2): Promise<number | undefined> {
    const [granted] = await this.#client.subscribeAsync(filter, { qos });
    return granted?.qos;
  }

  /** Publishes; resolves once the broker has acknowledged. */
  async publish(topic: string, payload: string | Buffer, qos: QoS = 1, retain = false): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos, retain });
  }

  /** The next message. */
  async next(ms = PATIENCE_MS): Promise<PeerMessage> {
    const failure = new Error(`no message reached the peer within ${ms} ms`);
    const deadline = Date.now() + ms;
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      const left = deadline - Date.now();
      if (left <= 0) throw failure;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The payload of the next message, as text. */
  async text(): Promise<string> {
    return (await this.next()).payload.toString();
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
