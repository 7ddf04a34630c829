import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseMetricsAddress } from '#config/metrics-address';
import { parseWebAddress, type WebAddress } from '#config/web-address';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { settingsFromPairs } from '#module/settings/pairs';
import type { HostPort } from '#net/host-port';
import { MAX_SEED } from '#random/random';
import { isScenarioError } from '#scenario/scenario-error';
import { parseThreshold, type Threshold } from '#scenario/threshold';
import { type BrokerTarget, parseBrokerUrl } from './broker-url.ts';
import { checkTemplates } from './script.ts';
import type { SwarmPlan } from './swarm-plan.ts';
import { readSwarmScenario, type SwarmScenario } from './swarm-scenario.ts';

/** The options of `swarm`, as they were typed. */
export interface SwarmOptions {
  readonly modules: string;
  readonly broker: string;
  /** That of the user in the URL, unless it stands there. */
  readonly password?: string;
  readonly scenario?: string;
  readonly printScenario?: true;
  readonly ramp?: string;
  readonly rate?: string;
  readonly jitter?: string;
  readonly qos?: string;
  readonly topic?: string;
  readonly payload?: string;
  /** Besides those of the scenario. */
  readonly threshold?: readonly string[];
  readonly duration?: string;
  readonly workers?: string;
  readonly metrics?: string;
  readonly web?: string | true;
  readonly json?: true;
  readonly set: readonly string[];
  readonly seed?: string;
}

/** How a swarm is to be run. */
export interface SwarmRunPlan {
  readonly swarm: SwarmPlan;
  readonly workers: number;
  /** Seconds; undefined: until somebody ends it. */
  readonly duration: number | undefined;
  readonly metrics: HostPort | undefined;
  /** Where its page is; undefined: there is none. */
  readonly web: WebAddress | undefined;
}

const MAX_MODULES = 1_000_000;
const MAX_WORKERS = 256;
const DAY_SECONDS = 86_400;

/** @throws UsageError, ScenarioError, SettingsError */
export function planRun(options: SwarmOptions): SwarmRunPlan {
  const modules = integer('--modules', options.modules, 1, MAX_MODULES);
  const broker = targetOf(options);
  const scenario = adjust(readSwarmScenario(options.scenario), options);
  // Read here too, so that a mistake is told before anything begins.
  settingsFromPairs(options.set);
  const seed =
    options.seed === undefined ? randomInt(MAX_SEED) : integer('--seed', options.seed, 0, MAX_SEED);
  const workers = integer('--workers', options.workers ?? String(availableParallelism()), 1, MAX_WORKERS);
  return {
    swarm: { modules, broker, scenario, settings: options.set, seed },
    // A thread without a module would only cost.
    workers: Math.min(workers, modules),
    duration:
      options.duration === undefined
        ? undefined
        : number('--duration', options.duration, 1, 365 * DAY_SECONDS),
    metrics: options.metrics === undefined ? undefined : parseMetricsAddress(options.metrics),
    web: options.web === undefined ? undefined : parseWebAddress(options.web),
  };
}

/** @throws ScenarioError, UsageError */
function targetOf({ broker, password }: SwarmOptions): BrokerTarget {
  const target = parseBrokerUrl(broker);
  if (password === undefined) return target;
  if (target.username === '') throw new UsageError(message('swarm.needsUser'));
  return { ...target, password };
}

/** Puts the options into the places of the scenario's values. @throws UsageError, ScenarioError */
function adjust(scenario: SwarmScenario, options: SwarmOptions): SwarmScenario {
  const { ramp, rate, jitter, qos, topic, payload, threshold = [] } = options;
  const loop = scenario.loop;
  const ofLoop =
    rate !== undefined
      ? '--rate'
      : jitter !== undefined
        ? '--jitter'
        : payload === undefined
          ? undefined
          : '--payload';
  if (loop === undefined && ofLoop !== undefined) {
    throw new UsageError(message('swarm.needsLoop', { option: ofLoop }));
  }
  if (topic === '') throw new UsageError(message('swarm.emptyTopic'));
  const adjusted = {
    ...scenario,
    thresholds: [...scenario.thresholds, ...threshold.map(thresholdOf)],
    ...(ramp === undefined ? {} : { ramp: number('--ramp', ramp.replace(/\/s$/, ''), 0.001, 1e6) }),
    ...(qos === undefined ? {} : { qos: integer('--qos', qos, 0, 2) }),
    ...(topic === undefined ? {} : { topic }),
    ...(payload === undefined ? {} : { payload }),
    ...(loop === undefined
      ? {}
      : {
          loop: {
            ...loop,
            ...(rate === undefined ? {} : { rate: number('--rate', rate.replace(/\/s$/, ''), 0, 1e5) }),
            ...(jitter === undefined ? {} : { jitter: number('--jitter', jitter.replace(/%$/, ''), 0, 100) }),
          },
        }),
  };
  checkTemplates(adjusted);
  return adjusted;
}

/** @throws UsageError */
function thresholdOf(typed: string): Threshold {
  try {
    return parseThreshold(typed);
  } catch (error) {
    if (!isScenarioError(error)) throw error;
    const reason = reasonOf(error);
    throw new UsageError(message('swarm.badOption', { option: 'threshold', reason }), { cause: error });
  }
}

function integer(option: string, typed: string, min: number, max: number): number {
  const value = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(message('swarm.notWhole', { option, min, max, typed }));
}

function number(option: string, typed: string, min: number, max: number): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (value >= min && value <= max) return value;
  throw new UsageError(message('swarm.notNumber', { option, min, max, typed }));
}
