import { expect, onTestFinished } from 'vitest';
import { freePort } from '../../../../tools/free-port.js';
import type { Mosquitto } from '../../../support/brokers.ts';
import { folder, until } from '../../program.ts';
import { Witness } from '../soak/witness.ts';
import { Adapter } from './adapter.ts';
import { Device } from './device.ts';
import { Gateway, type GatewayModule } from './gateway.ts';

/** Messages each way of each device, wherever some are exchanged. */
export const SOME = 20;
const RECONNECT_MS = 250;
const LAST_LINES = 20;

/** A gateway with its devices, its broker, and the other side of it, whatever happens to them. */
export class Journey {
  readonly place = folder();
  readonly faults: string[] = [];
  readonly devices: readonly Device[];
  readonly gateway: Gateway;
  readonly witness: Witness;
  readonly brokerPort: number;
  broker: Mosquitto | undefined;

  private constructor(brokerPort: number) {
    this.brokerPort = brokerPort;
    this.gateway = new Gateway(this.place);
    const { dev, rights } = this.gateway;
    this.devices = ['pump', 'lab'].map(
      (name) => new Device(name, new Adapter(dev, name, rights.dialout), (fault) => this.faults.push(fault)),
    );
    this.witness = new Witness({
      port: brokerPort,
      id: 'witness',
      filters: ['out/#'],
      message: (topic, payload) => this.#arrived(topic, payload),
      fault: (what) => this.faults.push(what),
    });
  }

  static async begin(): Promise<Journey> {
    const journey = new Journey(await freePort());
    onTestFinished(() => journey.#end());
    return journey;
  }

  /** The settings file. */
  configure(logLevel: string): void {
    const module = ({ adapter }: Device): GatewayModule => ({
      ports: [`serial:${adapter.path},115200`],
      settings: { reconnectIntervalMs: RECONNECT_MS },
    });
    this.gateway.configure(
      logLevel,
      Object.fromEntries(this.devices.map((each) => [each.name, module(each)])),
    );
  }

  /** A part of it; a failure names it, and shows what the gateway said last. */
  async step(name: string, work: () => Promise<void>): Promise<void> {
    const from = Date.now();
    try {
      await work();
    } catch (error) {
      const { stderr, log } = this.gateway;
      const said = `${stderr}${log.split('\n').slice(-LAST_LINES).join('\n')}`;
      throw new Error(`${name}: ${(error as Error).message}\n${said}`, { cause: error });
    }
    if (process.env.JOURNEY_TIMES) process.stderr.write(`${name}: ${Date.now() - from} ms\n`);
  }

  /** Each device. */
  all(work: (device: Device) => Promise<unknown>): Promise<unknown> {
    return Promise.all(this.devices.map(work));
  }

  /** Messages of all devices, and all that was promised has come. */
  async exchange(): Promise<void> {
    await this.all((device) => device.exchange(this.witness, SOME));
    await this.settled();
  }

  /** It ends as systemd ends it. */
  async stop(): Promise<void> {
    this.gateway.signal('SIGTERM');
    expect(await this.gateway.exited).toBe(0);
    expect(this.gateway.stderr).toBe('');
    expect(this.gateway.isReady).toBe(false);
    await this.all((device) => device.detach());
  }

  /** It has been started again, and the firmware of the devices begins from the start. */
  async comeBack(): Promise<void> {
    await this.gateway.ready();
    await this.all((device) => device.attach());
    await this.all((device) => device.connect(this.brokerPort));
  }

  settled(): Promise<unknown> {
    return until('all that was acknowledged', () =>
      this.devices.every(({ ledger }) => ledger.open === 0) ? true : undefined,
    );
  }

  #arrived(topic: string, payload: string): void {
    const device = this.devices.find(({ name }) => topic === `out/${name}`);
    if (device?.ledger.out.came(Number(payload)) !== true) this.faults.push(`${payload} came at ${topic}`);
  }

  async #end(): Promise<void> {
    this.witness.close();
    await this.all((device) => device.detach());
    await this.gateway.kill();
    await this.all(({ adapter }) => adapter.pull());
    await this.broker?.stop();
  }
}
