import type { IClientOptions } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flash } from '#module/flash/flash';
import type { SettingsInput } from '#module/settings/settings';
import { Peer } from '../../support/peer.ts';
import { SecureDevice } from './device.ts';
import { VENUES, type Venue, type VenueKind } from './venue.ts';

/** What a journey has: the venue that its file shares, and what it asks for, which is cleared away afterwards. */
export class SecureStage {
  readonly venue: Venue;
  readonly #devices: SecureDevice[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(venue: Venue) {
    this.venue = venue;
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
    const peer = await Peer.connect(this.venue.ports.tcp, options);
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

export type SecureJourney = (title: string, run: (stage: SecureStage) => Promise<void>) => void;

/** Defines journeys for each kind of broker, one of which serves all of them. */
export function atEachVenue(define: (journey: SecureJourney, kind: VenueKind) => void): void {
  for (const kind of VENUES) {
    describe(kind.name, kind.needed, () => {
      let venue: Venue | undefined;
      beforeAll(async () => {
        venue = await kind.start();
      });
      afterAll(() => venue?.stop());
      const journey: SecureJourney = (title, run) =>
        test(title, { concurrent: true }, async () => {
          if (venue !== undefined) await perform(venue, run);
        });
      define(journey, kind);
    });
  }
}

/** Runs one journey and clears it away. */
export async function perform(venue: Venue, run: (stage: SecureStage) => Promise<void>): Promise<void> {
  const stage = new SecureStage(venue);
  try {
    await run(stage);
    stage.finish();
  } finally {
    await stage.clear();
  }
}
