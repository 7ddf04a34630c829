import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IClientOptions } from 'mqtt';
import { expect, type TestOptions, test } from 'vitest';
import { type BrokerOptions, startAedes, startMosquitto, type TestBroker } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { Device, type DeviceOptions } from './device.ts';
import { Peer } from './peer.ts';

export interface BrokerKind {
  readonly name: 'Mosquitto' | 'Aedes' | 'RabbitMQ';
  start(options: BrokerOptions): Promise<TestBroker>;
  readonly needed: TestOptions;
  /** The highest QoS that it has; 2 unless given. */
  readonly maxQos?: 1;
  /** One journey at a time, which may take so many milliseconds. */
  readonly oneByOneMs?: number;
  /** Titles of journeys that it cannot play. */
  readonly cannot?: ReadonlySet<string>;
}

let kinds: readonly BrokerKind[] = [
  { name: 'Mosquitto', start: startMosquitto, needed: needs('mosquitto') },
  { name: 'Aedes', start: startAedes, needed: needs() },
];
const titles = new Set<string>();

/** Lets the journeys that are imported from now on be played with another kind of broker. @returns their titles */
export function playWith(kind: BrokerKind): ReadonlySet<string> {
  kinds = [kind];
  return titles;
}

export interface JourneyOptions extends BrokerOptions {
  /** Not beside other journeys of its file, for one that keeps the processor busy. */
  alone?: boolean;
}

/** What a journey has: a broker of its own, and whatever it asks for; all of it is cleared away afterwards. */
export class Fixture {
  readonly broker: TestBroker;
  readonly #kind: BrokerKind;
  readonly #devices: Device[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(kind: BrokerKind, broker: TestBroker) {
    this.#kind = kind;
    this.broker = broker;
    this.#cleanups.push(() => broker.stop());
  }

  get kind(): BrokerKind['name'] {
    return this.#kind.name;
  }

  /** What the broker makes of a QoS. */
  qosHere(qos: 0 | 1 | 2): 0 | 1 | 2 {
    return Math.min(qos, this.#kind.maxQos ?? 2) as 0 | 1 | 2;
  }

  /** A module that is on, with its host. */
  async device(options?: DeviceOptions): Promise<Device> {
    const device = await Device.on(this.broker.port, options);
    this.#devices.push(device);
    this.#cleanups.push(() => device.off());
    return device;
  }

  /** A module that is connected, with a clean session. */
  async connected(options?: DeviceOptions): Promise<Device> {
    const device = await this.device(options);
    await device.connect();
    return device;
  }

  /** Another client, connected. */
  async peer(options?: IClientOptions): Promise<Peer> {
    const peer = await Peer.connect(this.broker.port, options);
    this.#cleanups.push(() => peer.end());
    return peer;
  }

  /** Another client that gets all that is published from now on to one topic filter. */
  async watcher(filter: string): Promise<Peer> {
    const peer = await this.peer();
    await peer.subscribe(filter);
    return peer;
  }

  /** A second broker of the same kind. */
  async secondBroker(): Promise<TestBroker> {
    const broker = await this.#kind.start({});
    this.#cleanups.push(() => broker.stop());
    return broker;
  }

  /** An empty folder. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'atmqtt-'));
    this.#cleanups.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** No host may have got a byte that its journey has not spoken of. */
  finish(): void {
    for (const { host } of this.#devices) expect(host.unread.toString()).toBe('');
  }

  async clear(): Promise<void> {
    // A broker that stands still would not let its clients go.
    await this.broker.kill('SIGCONT');
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
  }
}

/** Makes one test of a journey for each kind of broker. */
export function journey(
  title: string,
  options: JourneyOptions,
  run: (fixture: Fixture) => Promise<void>,
): void {
  const { alone = false, ...broker } = options;
  titles.add(title);
  for (const kind of kinds) {
    if (kind.cannot?.has(title) === true) continue;
    const { oneByOneMs, needed } = kind;
    const how = oneByOneMs === undefined ? { concurrent: !alone } : { timeout: oneByOneMs };
    test(`${title} (${kind.name})`, { ...needed, ...how }, async () => {
      const fixture = new Fixture(kind, await kind.start(broker));
      try {
        await run(fixture);
        fixture.finish();
      } finally {
        await fixture.clear();
      }
    });
  }
}
