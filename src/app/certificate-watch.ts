import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { type ManufacturingStore, quotePlace } from '#module/flash/manufacturing';
import { pieceIn } from '#module/flash/pieces';
import { certificateExpiries } from '#node/flash/certificate-expiry';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';

const DAY_MS = 86_400_000;
/** From so many days before the end on it is told. */
const SOON_DAYS = 30;

interface Watched {
  readonly store: ManufacturingStore;
  readonly log: Log;
}

/** Tells every day of stored certificates that have run out or soon will. */
export class CertificateWatch {
  readonly #clock: Clock;
  readonly #watched: Watched[] = [];
  #cancel: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks at the certificates of a flash directory that has just been opened and looked through, and again every day. */
  add(store: ManufacturingStore, log: Log): void {
    const watched = { store, log };
    this.#watched.push(watched);
    this.#look(watched, 'opened');
    this.#cancel ??= this.#clock.after(DAY_MS, this.#daily);
  }

  close(): void {
    this.#cancel?.();
    this.#watched.length = 0;
  }

  readonly #daily = (): void => {
    for (const each of this.#watched) this.#look(each, 'daily');
    this.#cancel = this.#clock.after(DAY_MS, this.#daily);
  };

  #look({ store, log }: Watched, when: 'opened' | 'daily'): void {
    for (const { namespace, key, validTo } of certificateExpiries(store)) {
      const days = Math.floor((validTo + 1000 - this.#clock.wall()) / DAY_MS);
      if (days > SOON_DAYS) continue;
      // Whoever has looked through the directory has told already.
      if (days < 0 && when === 'opened' && pieceIn(namespace) !== undefined) continue;
      const params = { place: quotePlace(namespace, key), date: validTo, days };
      log('warn', 'flash', message('app.certificateRunsOut', params));
    }
  }
}
