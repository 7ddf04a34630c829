import { message } from '#messages/message';
import { nearest } from '#text/nearest';
import { ScenarioError } from './scenario-error.ts';

/** How a measured value is compared with that of a threshold. */
export const COMPARISONS = {
  '<=': (measured, value) => measured <= value,
  '>=': (measured, value) => measured >= value,
  '==': (measured, value) => measured === value,
  '!=': (measured, value) => measured !== value,
  '<': (measured, value) => measured < value,
  '>': (measured, value) => measured > value,
} as const satisfies Record<string, (measured: number, value: number) => boolean>;

/** What a threshold takes as the value of a metric: a number, which may be a percentage of another one, or a time. */
type Takes = { readonly of?: 'modules' | 'sent' } | 'time';

/** The metrics of a swarm. */
const METRICS = {
  connected: { of: 'modules' },
  ready: { of: 'modules' },
  lost: { of: 'modules' },
  reconnected: { of: 'modules' },
  sent: {},
  received: { of: 'sent' },
  sentPerSecond: {},
  receivedPerSecond: {},
  errors: {},
  p50: 'time',
  p90: 'time',
  p99: 'time',
  max: 'time',
  cpuSeconds: 'time',
  residentBytes: {},
} as const satisfies Record<string, Takes>;

/** What a threshold can be about. */
export type ThresholdMetric = keyof typeof METRICS;

/** What must hold at the end of a swarm. */
export interface Threshold {
  /** As it was written. */
  readonly text: string;
  readonly metric: ThresholdMetric;
  readonly comparison: keyof typeof COMPARISONS;
  /** In the unit. */
  readonly value: number;
  readonly unit: '' | '%' | 'ms' | 's';
  /** What a percentage is of. */
  readonly of: 'modules' | 'sent' | undefined;
}

/** Its form, for this reading and for editors. */
export const THRESHOLD = /^\s*([A-Za-z]\w*)\s*(<=|>=|==|!=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s|%)?\s*$/;

/** Reads a threshold such as `p99 < 50ms`. @throws ScenarioError */
export function parseThreshold(text: string): Threshold {
  const [, metric, comparison, value, unit = ''] = THRESHOLD.exec(text) ?? [];
  if (metric === undefined) {
    throw new ScenarioError(message('scenario.notThreshold', { text }));
  }
  if (!isMetric(metric)) {
    const known = Object.keys(METRICS);
    const params = { metric, nearest: nearest(metric, known), known };
    throw new ScenarioError(message('scenario.unknownMetric', params));
  }
  const takes: Takes = METRICS[metric];
  const isTime = unit === 'ms' || unit === 's';
  const of = takes === 'time' ? undefined : takes.of;
  if (isTime !== (takes === 'time') || (unit === '%' && of === undefined)) {
    throw new ScenarioError(message('scenario.thresholdUnit', { metric, time: takes === 'time', of }));
  }
  return {
    text: text.trim(),
    metric,
    comparison: comparison as Threshold['comparison'],
    value: Number(value),
    unit: unit as Threshold['unit'],
    of: unit === '%' ? of : undefined,
  };
}

function isMetric(name: string): name is ThresholdMetric {
  return Object.hasOwn(METRICS, name);
}
