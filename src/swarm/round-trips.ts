import type { Clock } from '#time/clock';
import type { Stats } from './stats.ts';

/** More than a module has under way unless messages are lost. */
const MAX_TRIPS = 64;

interface Trip {
  readonly payload: string;
  readonly left: number;
}

/** Shared by all modules that wait for nothing, which is most of them. */
const NONE: readonly Trip[] = [];

/** Publishes of one module on their way to the broker and back; payloads are bytes as latin1. */
export class RoundTrips {
  readonly #clock: Clock;
  readonly #stats: Stats;
  #trips: readonly Trip[] = NONE;

  constructor(clock: Clock, stats: Stats) {
    this.#clock = clock;
    this.#stats = stats;
  }

  get underWay(): boolean {
    return this.#trips.length > 0;
  }

  /** A publish is about to leave. */
  left(payload: string): void {
    // The oldest of many has been lost on its way, as QoS 0 allows.
    this.#trips = [...this.#trips.slice(1 - MAX_TRIPS), { payload, left: this.#clock.now() }];
  }

  /** A message came. */
  arrived(payload: string): void {
    const trip = this.#trips.find((each) => each.payload === payload);
    if (trip === undefined) return;
    this.#stats.roundTrip.record(this.#clock.now() - trip.left);
    this.#drop(trip);
  }

  /** The publish was refused. */
  failed(payload: string): void {
    const trip = this.#trips.findLast((each) => each.payload === payload);
    if (trip !== undefined) this.#drop(trip);
  }

  /** The connection is lost, and what was under way with it. */
  forget(): void {
    this.#trips = NONE;
  }

  #drop(trip: Trip): void {
    this.#trips = this.#trips.length === 1 ? NONE : this.#trips.filter((each) => each !== trip);
  }
}
