import { count } from '#swarm/limits';
import type { Summary } from '#swarm/summary';

/** How a swarm did, for a person. */
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
