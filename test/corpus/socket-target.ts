import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { BrokerServer } from '#compare/broker-server';
import type { CorpusStep } from '#compare/corpus-case';
import type { Target } from '#compare/play-case';
import { createModule } from '#library/create-module';
import type { SettingsInput } from '#module/settings/settings';
import { dialRoute } from '#mqtt/transports/dial';
import { freePort } from '../../tools/free-port.js';

const LOOPBACK = '127.0.0.1';
const POLL_MS = 2;

/** A module whose host and broker are at the ends of TCP sockets, in real time. */
export class SocketTarget implements Target {
  output = '';
  readonly #broker: BrokerServer;
  readonly #module: ReturnType<typeof createModule>;
  #host: Socket | undefined;

  private constructor(brokerPort: number, settings: SettingsInput) {
    this.#broker = new BrokerServer({ host: LOOPBACK, port: brokerPort });
    this.#module = createModule({
      settings: { ...settings, wifi: { autojoin: true } },
      dial: (route) => dialRoute({ ...route, host: LOOPBACK, port: brokerPort }),
    });
  }

  /** A module that has booted. */
  static async start(broker: string, settings: SettingsInput): Promise<SocketTarget> {
    const target = new SocketTarget(await freePort(), settings);
    await target.#broker.behave(broker);
    const { info } = await target.#module.openPort(`tcp-listen:${LOOPBACK}:0`);
    if (info.kind !== 'tcp') throw new Error('not a TCP port');
    const host = connect({ port: info.port, host: info.host, noDelay: true });
    target.#host = host;
    host.on('data', (bytes) => {
      target.output += bytes.toString('latin1');
    });
    await once(host, 'connect');
    // The module knows of its host once it has answered.
    host.write('AT\r\n');
    target.#module.powerOn();
    const booted = (): boolean => ['OK\r\n', 'GOT IP\r\n'].every((text) => target.output.includes(text));
    await target.until(booted, 2000);
    target.take();
    return target;
  }

  write(bytes: string): void {
    this.#host?.write(Buffer.from(bytes, 'latin1'));
  }

  take(): string {
    const { output } = this;
    this.output = '';
    return output;
  }

  happen(step: CorpusStep): Promise<void> {
    return this.#broker.happen(step);
  }

  async until(holds: () => boolean, ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  /** Switches the module off and ends the broker. */
  async close(): Promise<void> {
    this.#host?.destroy();
    await this.#module.powerOff();
    await this.#broker.close();
  }
}
