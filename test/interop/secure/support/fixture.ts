import type { IClientOptions } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flash } from '#module/flash/flash';
import type { SettingsInput } from '#module/settings/settings';
import { Peer } from '../../support/peer.ts';
import { SecureDevice } from './device.ts';
import { SECURE_BROKERS, type SecureBroker, type SecureBrokerKind } from './secure-broker.ts';

/** What a journey has: the broker that its file shares, and what it asks for, which is cleared away afterwards. */
export class SecureFixture {
  readonly broker: SecureBroker;
  readonly #devices: SecureDevice[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(broker: SecureBroker) {
    this.broker = broker;
  }

  /** A module that is on, with its host. */
  async device(settings?: SettingsInput, flash?: Flash): Promise<SecureDevice> {
    const device = await SecureDevice.on(settings, flash);
    this.#devices.push(device);
    this.#cleanups.push(() => device.off());
    return device;
  }

  /** Another client, over plain TCP. */
  async peer(options?: IClientOptions): Promise<Peer> {
    const peer = await Peer.connect(this.broker.ports.tcp, options);
    this.#cleanups.push(() => peer.end());
    return peer;
  }

  /** Runs at the end. */
  after(cleanup: () => Promise<unknown>): void {
    this.#cleanups.push(cleanup);
  }

  /** No host may have got a byte that its journey has not spoken of, and no log holds a key. */
  finish(): void {
    for (const { host, log } of this.#devices) {
      expect(host.unread.toString()).toBe('');
      expect(log.join('\n')).not.toContain('PRIVATE KEY');
    }
  }

  async clear(): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
  }
}

export type SecureJourney = (title: string, run: (fixture: SecureFixture) => Promise<void>) => void;

/** Defines journeys for each kind of broker, one of which serves all of them. */
export function atEachBroker(define: (journey: SecureJourney, kind: SecureBrokerKind) => void): void {
  for (const kind of SECURE_BROKERS) {
    describe(kind.name, kind.needed, () => {
      let broker: SecureBroker | undefined;
      beforeAll(async () => {
        broker = await kind.start();
      });
      afterAll(() => broker?.stop());
      const journey: SecureJourney = (title, run) =>
        test(title, { concurrent: true }, async () => {
          if (broker !== undefined) await perform(broker, run);
        });
      define(journey, kind);
    });
  }
}

/** Runs one journey and clears it away. */
export async function perform(
  broker: SecureBroker,
  run: (fixture: SecureFixture) => Promise<void>,
): Promise<void> {
  const fixture = new SecureFixture(broker);
  try {
    await run(fixture);
    fixture.finish();
  } finally {
    await fixture.clear();
  }
}
