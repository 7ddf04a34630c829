import { message, textOf } from '#messages/message';
import { Histogram, type HistogramCounts } from './histogram.ts';

/** Messages by QoS 0, 1 and 2. */
export type ByQos = [number, number, number];

/** What has happened since the last time, as it goes from one thread to another. */
export interface StatsCounts {
  /** Connections made, less those that were lost; the end of the swarm takes none away. */
  readonly connected: number;
  /** Modules that got through their steps for the first time. */
  readonly ready: number;
  readonly lost: number;
  readonly reconnected: number;
  readonly sent: ByQos;
  readonly received: ByQos;
  readonly errors: readonly (readonly [code: number, count: number])[];
  /** What the log said of a code. */
  readonly examples: readonly (readonly [code: number, text: string])[];
  /** Why connections were lost. */
  readonly losses: readonly (readonly [reason: string, count: number])[];
  readonly roundTrip: HistogramCounts;
}

/** Failures without a code: the module answered nothing in time, or did not say a code. */
export const NO_ANSWER = -1;
export const NO_CODE = 0;

const MAX_REASONS = 20;

/** Counts what a swarm does. Those of several threads add up. */
export class Stats {
  connected = 0;
  ready = 0;
  lost = 0;
  reconnected = 0;
  sent: ByQos = [0, 0, 0];
  received: ByQos = [0, 0, 0];
  errors = new Map<number, number>();
  examples = new Map<number, string>();
  losses = new Map<string, number>();
  readonly roundTrip = new Histogram();

  failed(code: number): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** Keeps the first text of each code. */
  explain(code: number, text: string): void {
    if (!this.examples.has(code)) this.examples.set(code, text);
  }

  lostBecause(reason: string, count = 1): void {
    const known = this.losses.has(reason) || this.losses.size < MAX_REASONS;
    const key = known ? reason : textOf(message('swarm.otherReasons'));
    this.losses.set(key, (this.losses.get(key) ?? 0) + count);
  }

  /** What has happened; it counts from 0 again. */
  take(): StatsCounts {
    const { connected, ready, lost, reconnected, sent, received } = this;
    const [errors, examples, losses] = [[...this.errors], [...this.examples], [...this.losses]];
    this.connected = 0;
    this.ready = 0;
    this.lost = 0;
    this.reconnected = 0;
    this.sent = [0, 0, 0];
    this.received = [0, 0, 0];
    this.errors = new Map();
    this.examples = new Map();
    this.losses = new Map();
    const roundTrip = this.roundTrip.take();
    return { connected, ready, lost, reconnected, sent, received, errors, examples, losses, roundTrip };
  }

  add(counts: StatsCounts): void {
    this.connected += counts.connected;
    this.ready += counts.ready;
    this.lost += counts.lost;
    this.reconnected += counts.reconnected;
    for (const qos of [0, 1, 2] as const) {
      this.sent[qos] += counts.sent[qos];
      this.received[qos] += counts.received[qos];
    }
    for (const [code, count] of counts.errors) this.errors.set(code, (this.errors.get(code) ?? 0) + count);
    for (const [code, text] of counts.examples) this.explain(code, text);
    for (const [reason, count] of counts.losses) this.lostBecause(reason, count);
    this.roundTrip.add(counts.roundTrip);
  }
}

/** All messages, whatever their QoS. */
export function total([none, once, exactly]: ByQos): number {
  return none + once + exactly;
}
