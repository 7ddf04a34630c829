import { type Message, message } from '#messages/message';
import { COMPARISONS, type Threshold, type ThresholdMetric } from '#scenario/threshold';

type Counts<K extends string> = Readonly<Record<K, number>>;

/** What a swarm has measured, as far as thresholds are about it. */
interface Measured
  extends Counts<
    'modules' | 'connected' | 'ready' | 'lost' | 'reconnected' | 'residentBytes' | 'cpuSeconds'
  > {
  readonly messages: Counts<'sent' | 'received' | 'sentPerSecond' | 'receivedPerSecond'>;
  /** Milliseconds. */
  readonly roundTripMs: Counts<'count' | 'p50' | 'p90' | 'p99' | 'max'>;
  readonly errors: readonly Counts<'count'>[];
}

/** How a threshold came out. */
export interface ThresholdResult {
  /** As it was written. */
  readonly threshold: string;
  readonly ok: boolean;
  /** In `unit`; null when there was nothing to measure, which crosses any threshold. */
  readonly measured: number | null;
  readonly unit: Threshold['unit'];
}

const MILLISECONDS_PER_SECOND = 1000;
const PERCENT = 100;
/** Digits that are told of a measured value. */
const DIGITS = 6;

/** Compares what a swarm has measured with its thresholds. */
export function judge(thresholds: readonly Threshold[], measured: Measured): readonly ThresholdResult[] {
  return thresholds.map((threshold) => {
    const { text, comparison, value, unit } = threshold;
    const found = inUnit(threshold, measured);
    const ok = found !== undefined && COMPARISONS[comparison](found, value);
    return { threshold: text, ok, measured: found ?? null, unit };
  });
}

/** What is said of one to people. */
export function describeThreshold({ threshold, ok, measured, unit }: ThresholdResult): Message {
  return message('swarm.threshold', {
    threshold,
    ok,
    measured: measured === null ? undefined : `${measured}${unit}`,
  });
}

function inUnit({ metric, unit, of }: Threshold, measured: Measured): number | undefined {
  const found = measuredOf(metric, measured);
  if (found === undefined || unit === '' || unit === 'ms') return found;
  if (unit === 's') return rounded(found / MILLISECONDS_PER_SECOND);
  const whole = of === 'sent' ? measured.messages.sent : measured.modules;
  return whole === 0 ? undefined : rounded((found * PERCENT) / whole);
}

/** Times in milliseconds. */
function measuredOf(metric: ThresholdMetric, measured: Measured): number | undefined {
  switch (metric) {
    case 'connected':
    case 'ready':
    case 'lost':
    case 'reconnected':
    case 'residentBytes':
      return measured[metric];
    case 'sent':
    case 'received':
    case 'sentPerSecond':
    case 'receivedPerSecond':
      return measured.messages[metric];
    case 'errors':
      return measured.errors.reduce((sum, { count }) => sum + count, 0);
    case 'p50':
    case 'p90':
    case 'p99':
    case 'max':
      return measured.roundTripMs.count === 0 ? undefined : measured.roundTripMs[metric];
    case 'cpuSeconds':
      return measured.cpuSeconds * MILLISECONDS_PER_SECOND;
  }
}

/** Without the noise of a division, such as 99.89999999999999. */
function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
