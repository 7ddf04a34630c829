import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../../../../tools/free-port.js';
import type { Mosquitto } from '../../../support/brokers.ts';
import { folder, until } from '../../program.ts';
import { readiness, sampleOf, scrape } from '../metrics.ts';
import { Witness } from '../soak/witness.ts';
import { Adapter } from './adapter.ts';
import { Device } from './device.ts';
import { Gateway, type GatewayModule } from './gateway.ts';

/** Messages each way of each device, wherever some are exchanged. */
export const SOME = 20;
export const RECONNECT_MS = 250;
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
  readonly #metrics: string;
  /** What each device had counted when the program was started. */
  #atStart = new Map<Device, Counts>();

  private constructor(brokerPort: number, metricsPort: number) {
    this.brokerPort = brokerPort;
    this.#metrics = `127.0.0.1:${metricsPort}`;
    this.gateway = new Gateway(this.place);
    const { dev, rights } = this.gateway;
    this.devices = ['pump', 'lab'].map(
      (name) =>
        new Device(name, new Adapter(dev, name, rights.dialout), {
          onlyPublishes: name === 'lab',
          fault: (what) => void this.faults.push(what),
        }),
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
    const journey = new Journey(await freePort(), await freePort());
    onTestFinished(() => journey.#end());
    return journey;
  }

  /** The settings file. */
  configure(logLevel: string): void {
    const connect = ({ name }: Device): object => ({
      host: '127.0.0.1',
      port: this.brokerPort,
      cleanSession: false,
      topics: [{ filter: `in/${name}`, qos: 2 }],
    });
    const module = (device: Device): GatewayModule => ({
      ports: [`serial:${device.adapter.path},115200`],
      settings: {
        reconnectIntervalMs: RECONNECT_MS,
        absentHost: 'hold',
        ...(device.onlyPublishes ? { connect: connect(device) } : {}),
      },
    });
    this.gateway.configure(
      { logLevel, metrics: this.#metrics },
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

  /** Starts the gateway, whose counts begin at 0. */
  start(): void {
    this.#atStart = new Map(this.devices.map((device) => [device, countsOf(device)]));
    this.gateway.start();
  }

  /** /readyz says that it is ready, or else that nothing but this is in the way. */
  async readyz(...obstacles: readonly object[]): Promise<void> {
    const told = await readiness(this.#url, obstacles.length === 0);
    expect(told).toMatchObject({ ready: obstacles.length === 0, notReady: obstacles });
    expect(told.notReady).toHaveLength(obstacles.length);
  }

  /** What the metrics say. */
  metrics(): ReturnType<typeof scrape> {
    return scrape(this.#url);
  }

  /** Resolves once the link of each device has tried so many more times to connect. */
  async triedMore(times: number): Promise<void> {
    const tried = async (): Promise<number[]> => {
      const samples = await this.metrics();
      return this.devices.map(
        ({ name: module }) => sampleOf(samples, 'atmqtt_link_attempts_total', { module }) ?? 0,
      );
    };
    const before = await tried();
    while ((await tried()).some((count, at) => count < (before[at] ?? 0) + times)) await pause(RECONNECT_MS);
  }

  get #url(): string {
    return `http://${this.#metrics}/metrics`;
  }

  /**
   * The metrics have counted what was counted outside, since the program was started.
   * @param resumed publishes that an earlier program sent for the first time
   */
  async agree(resumed: Readonly<Record<string, number>> = {}): Promise<void> {
    const samples = await this.metrics();
    for (const device of this.devices) {
      const { name: module } = device;
      const before = this.#atStart.get(device) ?? countsOf(device);
      const now = countsOf(device);
      const of = (name: string, labels: Readonly<Record<string, string>>): number =>
        sampleOf(samples, `atmqtt_${name}_total`, { module, ...labels }) ?? 0;
      const counted = (direction: string): number =>
        of('messages', { direction, qos: '1' }) + of('messages', { direction, qos: '2' });
      const repeated = (direction: string): number => of('messages_repeated', { direction });
      const published = of('commands', { command: 'AT+MQTTPUB', outcome: 'ok' });
      expect({ module, published }).toEqual({ module, published: now.promised - before.promised });
      const sent = counted('sent') - repeated('sent');
      expect({ module, sent }).toEqual({
        module,
        sent: now.arrived - before.arrived - (resumed[module] ?? 0),
      });
      const read = now.read - before.read;
      // A broker says DUP also of what was lost with the connection.
      expect(counted('received')).toBeGreaterThanOrEqual(read);
      expect(counted('received') - repeated('received')).toBeLessThanOrEqual(read);
      expect(of('host_dropped', {})).toBe(0);
    }
  }

  /** It ends as systemd ends it. */
  async stop(): Promise<void> {
    this.gateway.signal('SIGTERM');
    expect(await this.gateway.exited).toBe(0);
    expect(this.gateway.stderr).toBe('');
    expect(this.gateway.isReady).toBe(false);
  }

  /** It has been started again, and the firmware of the devices begins from the start. */
  async comeBack(): Promise<void> {
    await this.gateway.ready();
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

interface Counts {
  /** Publishes that were acknowledged to the device, that came at the other side, and messages that the device has read. */
  readonly promised: number;
  readonly arrived: number;
  readonly read: number;
}

function countsOf({ ledger }: Device): Counts {
  return { promised: ledger.out.promised, arrived: ledger.out.arrived, read: ledger.in.arrived };
}
