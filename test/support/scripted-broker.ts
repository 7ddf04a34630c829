import { createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';

/** What a scripted broker leaves out or does otherwise, until told again. */
export interface Manners {
  /** CONNACK return code. */
  connack: number;
  sessionPresent: boolean;
  /** SUBACK return code instead of the QoS asked for. */
  suback: number | undefined;
  /** Packets that it gets and does not answer. */
  silent: Set<string>;
}

/** A broker that does exactly as it is told, for what no real broker does on demand. */
export class ScriptedBroker {
  readonly manners: Manners = { connack: 0, sessionPresent: false, suback: undefined, silent: new Set() };
  readonly received: Packet[] = [];
  port = 0;
  #server: Server | undefined;
  #waiters: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();

  async start(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }

  async stop(): Promise<void> {
    this.drop();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Cuts all connections. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  /** Sends a packet, or raw bytes, to whoever is connected. */
  send(packet: Packet | Buffer): void {
    const bytes = Buffer.isBuffer(packet) ? packet : mqttPacket.generate(packet);
    for (const socket of this.#sockets) socket.write(bytes);
  }

  /** The next packet of a kind that was not asked for before. */
  got(cmd: Packet['cmd'], ms = 5000): Promise<Packet> {
    return this.#until(ms, `the broker got no ${cmd.toUpperCase()}`, () => {
      const index = this.received.findIndex((packet) => packet.cmd === cmd);
      return index === -1 ? undefined : this.received.splice(0, index + 1)[index];
    });
  }

  /** Resolves when nobody is connected any more. */
  async left(ms = 5000): Promise<void> {
    await this.#until(ms, 'the client did not leave', () => this.#sockets.size === 0 || undefined);
  }

  /** What `look` finds, now or after something has happened. */
  async #until<T>(ms: number, complaint: string, look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + ms;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const rest = deadline - Date.now();
      if (rest <= 0) throw new Error(`${complaint} within ${ms} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => {
      this.received.push(packet);
      this.#answer(socket, packet);
      this.#wake();
    });
    parser.on('error', () => socket.destroy());
    socket.on('data', (chunk) => parser.parse(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#wake();
    });
  }

  #answer(socket: Socket, packet: Packet): void {
    const { connack, sessionPresent, suback, silent } = this.manners;
    if (silent.has(packet.cmd)) return;
    const reply = (answer: Packet): void => void socket.write(mqttPacket.generate(answer));
    switch (packet.cmd) {
      case 'connect':
        reply({ cmd: 'connack', returnCode: connack, sessionPresent });
        if (connack !== 0) socket.end();
        return;
      case 'subscribe':
        return reply({
          cmd: 'suback',
          messageId: packet.messageId,
          granted: packet.subscriptions.map(({ qos }) => suback ?? qos),
        } as Packet);
      case 'unsubscribe':
        return reply({ cmd: 'unsuback', messageId: packet.messageId } as Packet);
      case 'publish':
        if (packet.qos === 1) reply({ cmd: 'puback', messageId: packet.messageId } as Packet);
        if (packet.qos === 2) reply({ cmd: 'pubrec', messageId: packet.messageId } as Packet);
        return;
      case 'pubrel':
        return reply({ cmd: 'pubcomp', messageId: packet.messageId } as Packet);
      case 'pubrec':
        return reply({ cmd: 'pubrel', messageId: packet.messageId } as Packet);
      case 'pingreq':
        return reply({ cmd: 'pingresp' });
      case 'disconnect':
        socket.end();
        return;
    }
  }
}
