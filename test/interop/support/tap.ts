import { type Packet, parser } from 'mqtt-packet';
import type { DialRoute } from '#module/platform';
import type { Transport } from '#mqtt/transport';
import { dialTcp } from '#mqtt/transports/tcp';

const PATIENCE_MS = 5000;

/** Listens on a module's TCP connections: every packet that goes to the brokers and comes from them. */
export class Tap {
  readonly sent: Packet[] = [];
  readonly got: Packet[] = [];
  /** Tries to connect. */
  dials = 0;
  /** Connections that the other side has ended, or that could not be made. */
  closings = 0;
  #waiting: (() => void)[] = [];

  readonly dial: DialRoute = (target) => (events) => {
    const incoming = this.#parser(this.got);
    const outgoing = this.#parser(this.sent);
    this.dials++;
    const closed = (error?: Error): void => {
      this.closings++;
      events.closed(error);
      this.#wake();
    };
    const transport = dialTcp(target)({
      ...events,
      closed,
      data(bytes) {
        incoming.parse(Buffer.from(bytes));
        events.data(bytes);
      },
    });
    return listened(transport, (bytes) => outgoing.parse(Buffer.from(bytes)));
  };

  /** How many packets of a kind went out. */
  count(cmd: Packet['cmd']): number {
    return this.sent.filter((packet) => packet.cmd === cmd).length;
  }

  /** Resolves with the packet when so many of a kind have come from, or gone to, the brokers. */
  seen(way: 'sent' | 'got', cmd: Packet['cmd'], count = 1, ms = PATIENCE_MS): Promise<Packet> {
    const packets = () => this[way].filter((packet) => packet.cmd === cmd);
    return this.#await(`${count} ${cmd} ${way}`, () => packets()[count - 1], ms);
  }

  /** Resolves when so many connections have come to an end that the module did not make. */
  async closed(count = 1, ms = PATIENCE_MS): Promise<void> {
    await this.#await(`${count} connections closed`, () => (this.closings >= count ? true : undefined), ms);
  }

  async #await<T>(what: string, look: () => T | undefined, ms: number): Promise<T> {
    const failure = new Error();
    const deadline = Date.now() + ms;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0) {
        const seen = this.got.map(({ cmd }) => cmd).join(' ');
        failure.message = `not within ${ms} ms: ${what}; sent ${this.sent.map(({ cmd }) => cmd).join(' ')}; got ${seen}`;
        throw failure;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #parser(list: Packet[]): ReturnType<typeof parser> {
    const made = parser({ protocolVersion: 4 });
    made.on('packet', (packet) => {
      list.push(packet);
      this.#wake();
    });
    return made;
  }
}

function listened(transport: Transport, heard: (bytes: Uint8Array) => void): Transport {
  return {
    get queued() {
      return transport.queued;
    },
    write(bytes) {
      heard(bytes);
      return transport.write(bytes);
    },
    pause: () => transport.pause(),
    resume: () => transport.resume(),
    end: (sent) => transport.end(sent),
    destroy: () => transport.destroy(),
  };
}
