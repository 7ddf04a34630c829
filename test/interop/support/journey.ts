import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IClientOptions } from 'mqtt';
import { expect, type TestOptions, test } from 'vitest';
import { type BrokerOptions, startAedes, startMosquitto, type TestBroker } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { Device, type DeviceOptions } from './device.ts';
import { Peer } from './peer.ts';

interface BrokerKind {
  readonly name: 'Mosquitto' | 'Aedes';
  start(options: BrokerOptions): Promise<TestBroker>;
  readonly needed: TestOptions;
}

const KINDS: readonly BrokerKind[] = [
  { name: 'Mosquitto', start: startMosquitto, needed: needs('mosquitto') },
  { name: 'Aedes', start: startAedes, needed: needs() },
];

export interface JourneyOptions extends BrokerOptions {
  /** Not beside other journeys of its file, for one that keeps the processor busy. */
  alone?: boolean;
}

/** What a journey has: a broker of its own, and whatever it asks for; all of it is cleared away afterwards. */
export class Fixture {
  readonly kind: BrokerKind['name'];
  readonly broker: TestBroker;
  readonly #start: BrokerKind['start'];
  readonly #devices: Device[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(kind: BrokerKind, broker: TestBroker) {
    this.kind = kind.name;
    this.#start = kind.start;
    this.broker = broker;
    this.#cleanups.push(() => broker.stop());
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
    const broker = await this.#start({});
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
  for (const kind of KINDS) {
    test(`${title} (${kind.name})`, { ...kind.needed, concurrent: !alone }, async () => {
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
