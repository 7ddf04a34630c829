import type { FaultFactory } from '#faults/factory';
import { type Message, message, type ParamsOf } from '#messages/message';
import type { DialRoute } from '#module/platform';
import { settingsFromPairs } from '#module/settings/pairs';
import type { Clock } from '#time/clock';
import { switchOnAt } from './pacing.ts';
import { prepareScript } from './script.ts';
import { Stats } from './stats.ts';
import { type SharedParts, SwarmModule } from './swarm-module.ts';
import type { Share, SwarmPlan } from './swarm-plan.ts';

/** A message is never split, so that each is one line; `--set` may say otherwise. */
const SETTINGS = ['rxBufferBytes=0'];
/** How long messages under way are waited for at the end, and how often that is looked at. Milliseconds. */
const LAST_TRIPS_MS = 2_000;
const LOOK_MS = 20;
/** A code as it is printed. */
const CODE_LENGTH = 10;

/** What the modules of a thread are run in. */
interface ModuleSetParts {
  readonly clock: Clock;
  readonly dial: DialRoute;
  /** Where the scenario has faults. */
  readonly faults?: FaultFactory | undefined;
}

/** The modules of one thread. */
export class ModuleSet {
  readonly stats = new Stats();
  readonly #modules: SwarmModule[] = [];
  readonly #plan: SwarmPlan;
  readonly #share: Share;
  readonly #clock: Clock;
  readonly #shared: SharedParts;
  #began = 0;
  #stopped = false;

  /** @throws ScenarioError, SettingsError */
  constructor(plan: SwarmPlan, share: Share, { clock, dial, faults }: ModuleSetParts) {
    this.#plan = plan;
    this.#share = share;
    this.#clock = clock;
    const { stats } = this;
    this.#shared = {
      script: prepareScript(plan.scenario, plan.broker),
      settings: settingsFromPairs([...SETTINGS, ...plan.settings]),
      seed: plan.seed,
      clock,
      dial,
      faults,
      stats,
      log(_level, _namespace, message) {
        if (message.key === 'at.commandFailed') explain(stats, message);
      },
      observer: {
        linkState: ({ from, to, reason }) => {
          if (from >= 4 && to === 3) stats.lostBecause(withoutPacket(reason));
        },
      },
    };
  }

  /** Switches the modules on, one after the other as the ramp says. */
  start(): void {
    this.#began = this.#clock.now();
    this.#switchOn(this.#share.index);
  }

  /** Resets all that are switched on. */
  reset(): void {
    if (this.#stopped) return;
    for (const module of this.#modules) module.reset();
  }

  /** Ends in order: no new publishes, the last messages, DISCONNECT of all modules. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const module of this.#modules) module.rest();
    const clock = this.#clock;
    const deadline = clock.now() + LAST_TRIPS_MS;
    while (clock.now() < deadline && this.#modules.some((module) => module.underWay)) {
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
    await Promise.all(this.#modules.map((module) => module.stop()));
  }

  #switchOn(n: number): void {
    const { modules, scenario, seed } = this.#plan;
    if (n >= modules || this.#stopped) return;
    const ramp = { perSecond: scenario.ramp, jitter: scenario.loop?.jitter ?? 0, seed };
    const wait = this.#began + switchOnAt(n, ramp) - this.#clock.now();
    this.#clock.after(Math.max(0, wait), () => {
      if (this.#stopped) return;
      const module = new SwarmModule(n, this.#shared);
      this.#modules.push(module);
      module.start();
      this.#switchOn(n + this.#share.of);
    });
  }
}

/** Keeps what the log says of a code for the summary. */
function explain(stats: Stats, { params }: Message): void {
  const { reason, codes } = params as ParamsOf<'at.commandFailed'>;
  stats.explain(Number(codes.slice(0, CODE_LENGTH)), reason);
}

/** Why a connection was lost, whatever each module had sent before: what is the same is counted together. */
function withoutPacket(reason: Message): Message {
  if (reason.key !== 'mqtt.lostAfter') return reason;
  const { peer, why } = reason.params as ParamsOf<'mqtt.lostAfter'>;
  return message('mqtt.lost', { peer, why });
}
