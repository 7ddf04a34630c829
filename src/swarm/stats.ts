import { type Message, message, textOf } from '#messages/message';
import { Histogram, type HistogramCounts } from './histogram.ts';

/** Messages by QoS 0, 1 and 2. */
export type ByQos = [number, number, number];

/** Why connections were lost, and how many. */
interface Loss {
  readonly reason: Message;
  readonly count: number;
}

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
  readonly examples: readonly (readonly [code: number, reason: Message])[];
  /** Why connections were lost. */
  readonly losses: readonly Loss[];
  readonly roundTrip: HistogramCounts;
}

/** Failures without a code: the module answered nothing in time, or did not say a code. */
export const NO_ANSWER = -1;
export const NO_CODE = 0;

const MAX_REASONS = 20;
const OTHER = message('swarm.otherReasons');

/** Counts what a swarm does. Those of several threads add up. */
export class Stats {
  connected = 0;
  ready = 0;
  lost = 0;
  reconnected = 0;
  sent: ByQos = [0, 0, 0];
  received: ByQos = [0, 0, 0];
  errors = new Map<number, number>();
  examples = new Map<number, Message>();
  /** By their English text. */
  losses = new Map<string, Loss>();
  readonly roundTrip = new Histogram();

  failed(code: number): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** Keeps the first reason of each code. */
  explain(code: number, reason: Message): void {
    if (!this.examples.has(code)) this.examples.set(code, reason);
  }

  lostBecause(reason: Message, count = 1): void {
    const text = textOf(reason);
    if (!this.losses.has(text) && this.losses.size >= MAX_REASONS && reason.key !== OTHER.key) {
      return this.lostBecause(OTHER, count);
    }
    this.losses.set(text, { reason, count: (this.losses.get(text)?.count ?? 0) + count });
  }

  /** What has happened; it counts from 0 again. */
  take(): StatsCounts {
    const { connected, ready, lost, reconnected, sent, received } = this;
    const [errors, examples, losses] = [[...this.errors], [...this.examples], [...this.losses.values()]];
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
    for (const [code, reason] of counts.examples) this.explain(code, reason);
    for (const { reason, count } of counts.losses) this.lostBecause(reason, count);
    this.roundTrip.add(counts.roundTrip);
  }
}

/** All messages, whatever their QoS. */
export function total([none, once, exactly]: ByQos): number {
  return none + once + exactly;
}
