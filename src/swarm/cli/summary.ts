import { type Tally, total } from '../tally.ts';
import { count } from './limits.ts';
import { nameOfError } from './names.ts';

/** How a swarm did, as `--json` prints it. */
export interface Summary {
  /** Nobody was lost and nothing failed. */
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
}

/** What the tally does not know. */
export interface RunFacts {
  readonly modules: number;
  readonly residentBytes: number;
  readonly seconds: number;
  readonly workers: number;
}

export function summarise(tally: Tally, facts: RunFacts): Summary {
  const { modules, residentBytes, seconds, workers } = facts;
  const [sent, received] = [total(tally.sent), total(tally.received)];
  const { user, system } = process.cpuUsage();
  const errors = [...tally.errors]
    .sort(([, one], [, other]) => other - one)
    .map(([code, times]) => {
      const example = tally.examples.get(code);
      return { ...nameOfError(code), count: times, ...(example === undefined ? {} : { example }) };
    });
  return {
    ok: tally.lost === 0 && errors.length === 0,
    modules,
    connected: tally.connected,
    ready: tally.ready,
    lost: tally.lost,
    reconnected: tally.reconnected,
    seconds: round(seconds, 1),
    messages: {
      sent,
      received,
      sentPerSecond: round(sent / seconds, 1),
      receivedPerSecond: round(received / seconds, 1),
      sentByQos: tally.sent,
    },
    roundTripMs: {
      count: tally.roundTrip.count,
      p50: round(tally.roundTrip.percentile(0.5), 3),
      p90: round(tally.roundTrip.percentile(0.9), 3),
      p99: round(tally.roundTrip.percentile(0.99), 3),
      max: round(tally.roundTrip.max, 3),
    },
    errors,
    losses: [...tally.losses].map(([reason, times]) => ({ reason, count: times })),
    workers,
    residentBytes,
    cpuSeconds: round((user + system) / 1e6, 1),
  };
}

/** For people. */
export function describeSummary(summary: Summary): string {
  const { messages, roundTripMs, errors, losses } = summary;
  const rows: [string, string][] = [
    ['modules', `${count(summary.modules)}, ${count(summary.ready)} got through the scenario’s steps`],
    ['connected', `${count(summary.connected)} at the end`],
    ['lost', `${count(summary.lost)}, ${count(summary.reconnected)} came back`],
    ['sent', `${count(messages.sent)}, ${count(messages.sentPerSecond)}/s`],
    ['received', `${count(messages.received)}, ${count(messages.receivedPerSecond)}/s`],
    ['round trip', roundTripMs.count === 0 ? 'not measured' : percentiles(roundTripMs)],
    [
      'took',
      `${count(summary.seconds)} s, ${count(summary.cpuSeconds)} s of processor time in ${summary.workers} threads`,
    ],
    ['memory', `${count(Math.round(summary.residentBytes / 1_048_576))} MiB resident`],
    ['errors', errors.length === 0 ? 'none' : ''],
  ];
  const table = rows.map(([name, value]) => `${name.padEnd(11)} ${value}`.trimEnd());
  const failures = errors.flatMap(({ code, name, count: times, example }) => [
    `  ${count(times)} × ${`${code} ${name}`.trim()}`,
    ...(example === undefined ? [] : [`      ${example}`]),
  ]);
  const lost = losses.map(({ reason, count: times }) => `  ${count(times)} lost: ${reason}`);
  return `${[...table, ...failures, ...lost].join('\n')}\n`;
}

function percentiles({ p50, p90, p99, max }: Summary['roundTripMs']): string {
  return `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms`;
}

function round(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : 0;
}
