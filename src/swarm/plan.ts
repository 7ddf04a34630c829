import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { UsageError } from '#errors/usage-error';
import { settingsFromPairs } from '#module/settings/pairs';
import type { HostPort } from '#net/host-port';
import { parseBrokerUrl } from './broker-url.ts';
import type { FleetPlan } from './fleet.ts';
import { parseMetricsAddress } from './metrics.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { readScenario } from './scenario-file.ts';
import { mistakeIn } from './script.ts';

/** The options of `swarm`, as they were typed. */
export interface SwarmOptions {
  readonly modules: string;
  readonly broker: string;
  readonly scenario?: string;
  readonly printScenario?: true;
  readonly ramp?: string;
  readonly rate?: string;
  readonly jitter?: string;
  readonly qos?: string;
  readonly topic?: string;
  readonly payload?: string;
  readonly duration?: string;
  readonly workers?: string;
  readonly metrics?: string;
  readonly json?: true;
  readonly set: readonly string[];
  readonly seed?: string;
}

/** What a swarm is to be. */
export interface SwarmPlan {
  readonly fleet: FleetPlan;
  readonly workers: number;
  /** Seconds; undefined: until somebody ends it. */
  readonly duration: number | undefined;
  readonly metrics: HostPort | undefined;
}

const MOST_MODULES = 1_000_000;
const MOST_WORKERS = 256;
const DAY_SECONDS = 86_400;
const MOST_SEED = 2 ** 31 - 1;

/** @throws UsageError, ScenarioError, SettingsError */
export function planSwarm(options: SwarmOptions): SwarmPlan {
  const modules = integer('--modules', options.modules, 1, MOST_MODULES);
  const broker = parseBrokerUrl(options.broker);
  const scenario = adjust(readScenario(options.scenario), options);
  // Read here too, so that a mistake is told before anything begins.
  settingsFromPairs(options.set);
  const seed =
    options.seed === undefined ? randomInt(MOST_SEED) : integer('--seed', options.seed, 0, MOST_SEED);
  const workers = integer('--workers', options.workers ?? String(availableParallelism()), 1, MOST_WORKERS);
  return {
    fleet: { modules, broker, scenario, settings: options.set, seed },
    // A thread without a module would only cost.
    workers: Math.min(workers, modules),
    duration:
      options.duration === undefined
        ? undefined
        : number('--duration', options.duration, 1, 365 * DAY_SECONDS),
    metrics: options.metrics === undefined ? undefined : parseMetricsAddress(options.metrics),
  };
}

/** Puts the options into the places of the scenario's values. @throws UsageError */
function adjust(scenario: Scenario, options: SwarmOptions): Scenario {
  const { ramp, rate, jitter, qos, topic, payload } = options;
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
    throw new UsageError(`${ofLoop} needs a loop in the scenario, and this one has none.`);
  }
  if (topic === '') throw new UsageError('--topic takes a topic, such as swarm/{id}, not "".');
  const adjusted = scenarioSchema.parse({
    ...scenario,
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
  });
  const mistake = mistakeIn(adjusted);
  if (mistake === undefined) return adjusted;
  throw new UsageError(`In --${mistake.path.join('.')}, ${mistake.sentence}`);
}

function integer(option: string, text: string, least: number, greatest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= greatest) return value;
  throw new UsageError(
    `${option} takes a whole number from ${least} to ${greatest}, not ${JSON.stringify(text)}.`,
  );
}

function number(option: string, text: string, least: number, greatest: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= greatest) return value;
  throw new UsageError(`${option} takes a number from ${least} to ${greatest}, not ${JSON.stringify(text)}.`);
}
