import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { TransportEvents } from '#mqtt/transport';
import type { HostPort } from '#net/host-port';
import { CaseBroker } from './case-broker.ts';
import type { CorpusStep } from './corpus-case.ts';

/** A broker at a TCP address that does what a case says. */
export class BrokerServer {
  readonly #broker = new CaseBroker();
  readonly #server: Server;
  readonly #host: string;
  #port: number;

  /** @param at where it listens once it accepts; port 0 is a free one, and stays it */
  constructor(at: HostPort) {
    this.#host = at.host;
    this.#port = at.port;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  get address(): HostPort {
    return { host: this.#host, port: this.#port };
  }

  /** Cuts all connections and behaves as these words say from now on. @throws the system's error */
  async behave(words: string): Promise<void> {
    this.#broker.happen({ event: 'broker-closes' });
    this.#broker.behave(words);
    if (words === 'closed') await this.#stop();
    else await this.#listen();
  }

  /** Carries out an event of a case. */
  async happen(step: CorpusStep): Promise<void> {
    if (step.event === 'broker-back') await this.#listen();
    if (step.event === 'broker-drops') this.#server.close();
    this.#broker.happen(step);
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#broker.happen({ event: 'broker-drops' });
    await this.#stop();
  }

  async #listen(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, this.#host);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async #stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    const events: TransportEvents = {
      open() {},
      data: (bytes) => void socket.write(bytes),
      drain() {},
      closed: (error) => (error === undefined ? socket.end() : socket.resetAndDestroy()),
    };
    const connection = this.#broker.connect(events);
    socket.on('data', (bytes) => connection.write(bytes));
    socket.on('error', () => {});
    socket.on('close', () => connection.destroy());
  }
}
