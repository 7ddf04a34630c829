import { told } from '#metrics/status';
import type { Clock } from '#time/clock';
import type { Cancel } from '#time/timers';
import { nameOfError } from './error-name.ts';
import { Histogram, upperEnd } from './histogram.ts';
import { NO_ANSWER, NO_CODE, Stats, type StatsCounts, total } from './stats.ts';

const TICK_MS = 1000;
/** Buckets of a histogram that are told as one: eight an octave. */
const COARSE = 4;

/** What a swarm is, besides its counts. */
export interface LiveFacts {
  readonly modules: number;
  /** Its URL, without user and password. */
  readonly broker: string;
  readonly workers: number;
}

/** The counts of some modules, with what came in the last second. */
class Counted {
  readonly stats = new Stats();
  rates = { sent: 0, received: 0 };
  #before = { sent: 0, received: 0 };

  tick(seconds: number): void {
    const now = { sent: total(this.stats.sent), received: total(this.stats.received) };
    this.rates = {
      sent: round((now.sent - this.#before.sent) / seconds),
      received: round((now.received - this.#before.received) / seconds),
    };
    this.#before = now;
  }

  told() {
    const { connected, ready, lost, reconnected, sent, received, roundTrip } = this.stats;
    return {
      ...{ connected, ready, lost, reconnected, rates: this.rates },
      ...{ sent: [...sent] as typeof sent, received: [...received] as typeof received },
      roundTrip: percentiles(roundTrip),
    };
  }
}

/** What a swarm does, as it goes on: in all and by thread. */
export class LiveCounts {
  readonly #facts: LiveFacts;
  readonly #clock: Clock;
  readonly #startedAt: { readonly wall: number; readonly now: number };
  readonly #all = new Counted();
  readonly #workers: readonly Counted[];
  #second = new Histogram();
  #lastSecond = new Histogram();
  #tickedAt: number;
  #phase: 'running' | 'ending' = 'running';
  #cancel: Cancel | undefined;

  /** @param ticks is told once a second, when the counts of that second are known */
  constructor(facts: LiveFacts, clock: Clock, ticks: () => void) {
    this.#facts = facts;
    this.#clock = clock;
    this.#startedAt = { wall: clock.wall(), now: clock.now() };
    this.#tickedAt = clock.now();
    this.#workers = Array.from({ length: facts.workers }, () => new Counted());
    const later = (): void => {
      this.#cancel = clock.after(TICK_MS, () => {
        this.#tick();
        ticks();
        later();
      });
    };
    later();
  }

  /** Takes what a thread reports. @param worker from 0 */
  add(counts: StatsCounts, worker: number): void {
    this.#all.stats.add(counts);
    this.#workers[worker]?.stats.add(counts);
    this.#second.add(counts.roundTrip);
  }

  /** The modules are switched off from here on. */
  ending(): void {
    this.#phase = 'ending';
  }

  /** Tells no more. */
  close(): void {
    this.#cancel?.();
  }

  /** All of it, as it is now. */
  told() {
    const { modules, broker } = this.#facts;
    const { stats } = this.#all;
    return {
      startedAt: new Date(this.#startedAt.wall).toISOString(),
      seconds: round((this.#clock.now() - this.#startedAt.now) / 1000),
      phase: this.#phase,
      broker,
      modules,
      ...this.#all.told(),
      roundTrip: { ...percentiles(stats.roundTrip), buckets: bucketsOf(stats.roundTrip) },
      lastSecond: percentiles(this.#lastSecond),
      errors: [...stats.errors]
        .sort(([, one], [, other]) => other - one)
        .map(([code, count]) => {
          const example = stats.examples.get(code);
          return { ...named(code), count, ...(example !== undefined && { example: told(example) }) };
        }),
      losses: [...stats.losses.values()].map(({ reason, count }) => ({ reason: told(reason), count })),
      workers: this.#workers.map((each, index) => ({
        worker: index + 1,
        ...each.told(),
        errors: [...each.stats.errors.values()].reduce((sum, times) => sum + times, 0),
      })),
    };
  }

  #tick(): void {
    const now = this.#clock.now();
    const seconds = Math.max(now - this.#tickedAt, 1) / 1000;
    this.#tickedAt = now;
    for (const each of [this.#all, ...this.#workers]) each.tick(seconds);
    this.#lastSecond = this.#second;
    this.#second = new Histogram();
  }
}

function named(code: number): { readonly code: string; readonly name: string } {
  const { code: printed, name } = nameOfError(code);
  return { code: code === NO_ANSWER ? 'noAnswer' : code === NO_CODE ? 'none' : printed, name };
}

function percentiles(histogram: Histogram) {
  return {
    count: histogram.count,
    p50: round(histogram.percentile(0.5), 3),
    p90: round(histogram.percentile(0.9), 3),
    p99: round(histogram.percentile(0.99), 3),
    max: round(histogram.max, 3),
  };
}

function bucketsOf(histogram: Histogram): { readonly upToMs: number; readonly count: number }[] {
  const coarse = new Map<number, number>();
  for (const [bucket, count] of histogram.buckets) {
    const last = Math.floor(bucket / COARSE) * COARSE + COARSE - 1;
    coarse.set(last, (coarse.get(last) ?? 0) + count);
  }
  return [...coarse].map(([last, count]) => ({ upToMs: round(upperEnd(last), 3), count }));
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
