import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import type { Dial, Transport } from '#mqtt/transport';

/** A client of a broker in a page that sends what a test says, by an independent codec. */
export class PageClient {
  readonly received: Packet[] = [];
  /** Whether the broker has closed the connection. */
  closed = false;
  readonly transport: Transport;

  constructor(dial: Dial) {
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => this.received.push(packet));
    this.transport = dial({
      open() {},
      data: (bytes) => parser.parse(Buffer.from(bytes)),
      drain() {},
      closed: () => {
        this.closed = true;
      },
    });
  }

  /** A connected one. */
  static async connect(
    dial: Dial,
    clientId: string,
    options: Partial<IConnectPacket> = {},
  ): Promise<PageClient> {
    const client = new PageClient(dial);
    await client.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId,
      clean: true,
      keepalive: 0,
      ...options,
    });
    return client;
  }

  /** Sends, and lets everything happen that follows. */
  async send(packet: Packet): Promise<void> {
    this.transport.write(mqttPacket.generate(packet));
    await settled();
  }

  subscribe(topic: string, qos: 0 | 1 | 2 = 0): Promise<void> {
    return this.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] });
  }

  publish(topic: string, payload: string, qos: 0 | 1 | 2 = 0, retain = false): Promise<void> {
    const id = qos === 0 ? {} : { messageId: 7 };
    return this.send({ cmd: 'publish', topic, payload, qos, retain, dup: false, ...id });
  }

  /** What has come since the last call, a line each. */
  take(): string[] {
    return this.received.splice(0).map((packet) => {
      if (packet.cmd === 'connack')
        return `connack ${packet.returnCode}${packet.sessionPresent ? ' present' : ''}`;
      if (packet.cmd === 'suback') return `suback ${packet.granted.join(' ')}`;
      if (packet.cmd !== 'publish')
        return packet.messageId === undefined ? packet.cmd : `${packet.cmd} ${packet.messageId}`;
      const { topic, payload, qos, retain, dup, messageId } = packet;
      const marks = [messageId ?? '', retain ? 'retain' : '', dup ? 'dup' : ''].filter((mark) => mark !== '');
      return ['publish', topic, payload, qos, ...marks].join(' ');
    });
  }
}

/** Lets microtasks run dry. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
