import { english } from '#messages/language';
import type { Threshold } from '#scenario/threshold';
import { nameOfError } from './error-name.ts';
import { type Stats, total } from './stats.ts';
import { judge, type ThresholdResult } from './thresholds.ts';

/** How a swarm did, as `--json` prints it. */
export interface Summary {
  /** No threshold was crossed; without any: all got through the scenario, nobody was lost, nothing failed, and messages went out where any were due. */
  readonly ok: boolean;
  readonly modules: number;
  /** Connected until the end. */
  readonly connected: number;
  /** Got through the steps of the scenario. */
  readonly ready: number;
  readonly lost: number;
  readonly reconnected: number;
  readonly seconds: number;
  readonly messages: {
    readonly sent: number;
    readonly received: number;
    readonly sentPerSecond: number;
    readonly receivedPerSecond: number;
    /** By QoS 0, 1 and 2. */
    readonly sentByQos: readonly number[];
  };
  /** Milliseconds. */
  readonly roundTripMs: {
    readonly count: number;
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly errors: readonly {
    readonly code: string;
    readonly name: string;
    readonly count: number;
    /** What the log of the first such module said. */
    readonly example?: string;
  }[];
  readonly losses: readonly { readonly reason: string; readonly count: number }[];
  readonly workers: number;
  /** Of the whole process, before the modules were switched off. */
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  /** How each threshold came out. */
  readonly thresholds: readonly ThresholdResult[];
}

/** What the stats do not know. */
export interface RunFacts {
  readonly modules: number;
  readonly residentBytes: number;
  readonly seconds: number;
  readonly workers: number;
  /** Publishes of all modules a second, as the scenario asks for them. */
  readonly rate: number;
  /** What must hold; none unless given. */
  readonly thresholds?: readonly Threshold[];
}

/** So many messages must be due before it is wrong that there are none: the first one comes at its own time. */
const SURELY_DUE = 2;

/** @param language what reasons are told in */
export function summarise(stats: Stats, facts: RunFacts, language = english): Summary {
  const { modules, residentBytes, seconds, workers, rate, thresholds = [] } = facts;
  const [sent, received] = [total(stats.sent), total(stats.received)];
  const silent = sent === 0 && rate * seconds >= SURELY_DUE;
  const { user, system } = process.cpuUsage();
  const errors = [...stats.errors]
    .sort(([, one], [, other]) => other - one)
    .map(([code, times]) => {
      const example = stats.examples.get(code);
      return {
        ...nameOfError(code, language),
        count: times,
        ...(example === undefined ? {} : { example: language.textOf(example) }),
      };
    });
  const measured = {
    modules,
    connected: stats.connected,
    ready: stats.ready,
    lost: stats.lost,
    reconnected: stats.reconnected,
    seconds: round(seconds, 1),
    messages: {
      sent,
      received,
      sentPerSecond: round(sent / seconds, 1),
      receivedPerSecond: round(received / seconds, 1),
      sentByQos: stats.sent,
    },
    roundTripMs: {
      count: stats.roundTrip.count,
      p50: round(stats.roundTrip.percentile(0.5), 3),
      p90: round(stats.roundTrip.percentile(0.9), 3),
      p99: round(stats.roundTrip.percentile(0.99), 3),
      max: round(stats.roundTrip.max, 3),
    },
    errors,
    losses: [...stats.losses.values()].map(({ reason, count }) => ({
      reason: language.textOf(reason),
      count,
    })),
    workers,
    residentBytes,
    cpuSeconds: round((user + system) / 1e6, 1),
  };
  const results = judge(thresholds, measured);
  const ok =
    results.length > 0
      ? results.every((result) => result.ok)
      : stats.ready >= modules && stats.lost === 0 && errors.length === 0 && !silent;
  return { ok, ...measured, thresholds: results };
}

function round(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}
