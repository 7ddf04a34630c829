import type { FaultPhase } from '#faults/fault-set';
import type { Language } from '#messages/language';
import type { Log } from '#messages/log';
import type { ParamsOf } from '#messages/message';
import type { HostPort } from '#net/host-port';
import { Random } from '#random/random';
import type { Clock } from '#time/clock';
import type { Scenario, ScenarioStep } from '../model.ts';
import { Changes } from './changes.ts';
import { Inbox } from './inbox.ts';
import { HostedModule, ModuleUnderHost, type OwnModuleParts } from './own-module.ts';
import { type StartedPlayBroker, startPlayBroker } from './play-broker.ts';
import { PlayContext, type PlayShared } from './play-context.ts';
import { Published } from './published.ts';
import { RemoteModule } from './remote-module.ts';
import { type FailedStep, runSteps, type StepListener, type StepOutcome } from './run-steps.ts';
import type { PlayTarget } from './target.ts';
import { Traffic } from './traffic.ts';
import { Turns } from './turns.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const FAULT_PHASE = /^faults\.(begins|acts|ends)$/;
/** Whose warnings say why something failed. */
const EXPLAINS = /^(?:at|link \d+)$/;
const EVERY_WAY = { tcp: { port: 0 }, tls: { port: 0 }, ws: { port: 0 }, wss: { port: 0 } };

/** How scenarios are played. */
export interface PlayOptions {
  /** The port of a module, or of a host, elsewhere; undefined: a module in this process. */
  readonly against: string | undefined;
  /** Whom the scenario plays. */
  readonly plays: 'host' | 'module';
  /** Where the embedded broker listens; undefined: on loopback. */
  readonly brokerAt: HostPort | undefined;
  /** In place of the scenario's. */
  readonly seed: number | undefined;
}

/** Who follows a scenario. */
export interface PlayListener extends StepListener {
  /** What became of a fault. */
  readonly fault: (name: string, phase: FaultPhase) => void;
  /** Nobody is at the other end of the port yet. @param where it is */
  readonly waiting: (where: string) => void;
}

/** How a scenario came out. */
export interface PlayResult {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly seconds: number;
  /** Of the steps of the file itself, in their order; what was not reached is not there. */
  readonly outcomes: readonly StepOutcome[];
  readonly failed: FailedStep | undefined;
  /** The traffic, as it may be shown. */
  readonly traffic: readonly string[];
  /** The same for a person: what explains it is in that language. */
  trafficIn(language: Language): readonly string[];
}

/**
 * Plays a scenario.
 * @param signal calls it off; its reason is a message
 * @throws UsageError, PortError, BrokerError, SettingsError when it cannot begin
 */
export async function playScenario(
  scenario: Scenario,
  options: PlayOptions,
  listener: PlayListener,
  clock: Clock,
  signal?: AbortSignal,
): Promise<PlayResult> {
  const seed = options.seed ?? scenario.seed;
  const changes = new Changes();
  const traffic = new Traffic(clock);
  const log = explaining(listener, traffic);
  const broker = await brokerFor(scenario, options, { clock, log, seed, changes });
  let target: PlayTarget | undefined;
  const startedAt = clock.now();
  const outcomes: StepOutcome[] = [];
  try {
    const parts = { settings: scenario.settings, clock, log, seed, changes, traffic, broker };
    target = await targetFor(options, parts, listener);
    const shared: PlayShared = {
      scenario,
      target,
      clock,
      random: new Random(seed),
      seed,
      timeoutMs: scenario.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      published: new Published(broker?.broker),
      turns: new Turns(),
      hostLines: { next: 0 },
    };
    const context = new PlayContext(shared, new Inbox(target.output), { signal });
    const failed = await runSteps(scenario.steps, context, {
      over(outcome) {
        if (outcome.depth === 0) outcomes.push(outcome);
        listener.over(outcome);
      },
    });
    const seconds = (clock.now() - startedAt) / 1000;
    return {
      scenario,
      seed,
      seconds,
      outcomes,
      failed,
      traffic: traffic.lines(),
      trafficIn: (language) => traffic.lines(language),
    };
  } finally {
    if (target === undefined) await broker?.close();
    else await target.close();
  }
}

/** What becomes of faults, and why a command failed or a link was lost, stands between the lines of the traffic. */
function explaining({ fault }: PlayListener, traffic: Traffic): Log {
  return (level, namespace, said) => {
    const [, phase] = FAULT_PHASE.exec(said.key) ?? [];
    if (phase !== undefined) fault((said.params as ParamsOf<'faults.begins'>).name, phase as FaultPhase);
    const explains = namespace === 'faults' || (level === 'warn' && EXPLAINS.test(namespace));
    if (explains) traffic.explain(said);
  };
}

/** The steps of a file that were not reached. */
export function notReached({ scenario, outcomes }: PlayResult): readonly ScenarioStep[] {
  return scenario.steps.slice(outcomes.length);
}

async function brokerFor(
  { broker: listeners }: Scenario,
  { brokerAt, plays }: PlayOptions,
  { clock, log, seed, changes }: Pick<OwnModuleParts, 'clock' | 'log' | 'seed' | 'changes'>,
): Promise<StartedPlayBroker | undefined> {
  if (listeners === undefined) return undefined;
  // A firmware says by itself which way it goes, and none of them may lead out.
  const wanted = plays === 'module' ? { ...EVERY_WAY, ...listeners } : listeners;
  return startPlayBroker({
    listeners: wanted,
    at: brokerAt,
    timers: clock,
    log,
    seed,
    changed: () => changes.tell(),
  });
}

async function targetFor(
  { against, plays }: PlayOptions,
  parts: OwnModuleParts,
  { waiting }: PlayListener,
): Promise<PlayTarget> {
  if (against === undefined) {
    const module = new HostedModule(parts);
    await module.start();
    return module;
  }
  const target = plays === 'host' ? new RemoteModule(parts) : new ModuleUnderHost(parts);
  try {
    await target.start(against, waiting);
    return target;
  } catch (error) {
    await target.close();
    throw error;
  }
}
