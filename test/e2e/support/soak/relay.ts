import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#random/random';

/** In so many milliseconds every connection with traffic has brought one more chunk, which is cut. */
const CUT_MS = 15;

/** A client's connection and the one to the broker that goes with it. */
interface Pair {
  readonly client: Socket;
  readonly broker: Socket;
  /** Of the next chunk in each direction only a part is forwarded, and nothing behind it. */
  cutting: boolean;
}

/** Stands between a broker and its clients, and takes connections away in the middle of a packet. */
export class Relay {
  readonly port: number;
  readonly #server: Server;
  readonly #random: Random;
  readonly #pairs = new Set<Pair>();
  /** No connection is made. */
  #down = false;

  private constructor(server: Server, brokerPort: number, random: Random) {
    this.#server = server;
    this.#random = random;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#join(client, brokerPort));
  }

  static async listen(brokerPort: number, random: Random): Promise<Relay> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Relay(server, brokerPort, random);
  }

  /** From now on nothing passes, in either direction; some packets have passed in part. */
  async freeze(): Promise<void> {
    this.#down = true;
    for (const pair of this.#pairs) pair.cutting = true;
    await pause(CUT_MS);
    for (const { client, broker } of this.#pairs) {
      client.pause();
      broker.pause();
    }
  }

  /** Resets every connection, and refuses others. */
  cutAll(): void {
    this.#down = true;
    for (const pair of this.#pairs) reset(pair);
  }

  /** Connections are made again. */
  open(): void {
    this.#down = false;
  }

  /** Resets one connection in the middle of a packet. */
  async cutOne(): Promise<void> {
    const pair = [...this.#pairs][Math.floor(this.#random.next() * this.#pairs.size)];
    if (pair === undefined) return;
    pair.cutting = true;
    await pause(CUT_MS);
    reset(pair);
  }

  async close(): Promise<void> {
    this.cutAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, brokerPort: number): void {
    client.on('error', () => {});
    if (this.#down) return void client.resetAndDestroy();
    const broker = connect({ port: brokerPort, host: '127.0.0.1', noDelay: true });
    broker.on('error', () => client.resetAndDestroy());
    const pair: Pair = { client, broker, cutting: false };
    this.#pairs.add(pair);
    this.#forward(pair, client, broker);
    this.#forward(pair, broker, client);
  }

  #forward(pair: Pair, from: Socket, to: Socket): void {
    let cut = false;
    from.on('data', (chunk: Buffer) => {
      if (cut) return;
      cut = pair.cutting;
      const passing = cut ? chunk.subarray(0, Math.floor(this.#random.next() * chunk.length)) : chunk;
      if (to.write(passing)) return;
      from.pause();
      to.once('drain', () => {
        if (!pair.cutting) from.resume();
      });
    });
    from.once('end', () => to.end());
    from.once('close', () => {
      this.#pairs.delete(pair);
      to.destroySoon();
    });
  }
}

function reset({ client, broker }: Pair): void {
  client.resetAndDestroy();
  broker.resetAndDestroy();
}
