import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IPublishPacket } from 'mqtt-packet';

/** A broker that accepts a client and reads only as long as it is told to. */
export class StallingBroker {
  readonly port: number;
  /** Called for each PUBLISH; what it carries is valid during the call. */
  published: (packet: IPublishPacket) => void = () => {};
  /** The connection of the last client that was accepted. */
  client: Socket | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async start(): Promise<StallingBroker> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StallingBroker(server);
  }

  stall(): void {
    this.client?.pause();
  }

  readOn(): void {
    this.client?.resume();
  }

  async stop(): Promise<void> {
    this.client?.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.client = socket;
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => {
      if (packet.cmd === 'publish') return this.published(packet);
      if (packet.cmd !== 'connect') return;
      socket.write(mqttPacket.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
    });
    socket.on('data', (chunk) => parser.parse(chunk));
    socket.on('error', () => {});
  }
}
