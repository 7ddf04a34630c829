import { textOf } from '#messages/message';
import type { DialRoute } from '#module/platform';
import { settingsFromPairs } from '#module/settings/pairs';
import type { Clock } from '#time/clock';
import type { BrokerTarget } from './broker-url.ts';
import { Device, type DeviceParts } from './device.ts';
import { switchOnAt } from './pacing.ts';
import type { Scenario } from './scenario.ts';
import { prepareScript } from './script.ts';
import { Stats } from './stats.ts';

/** All that a swarm is made from; it can be sent to another thread. */
export interface FleetPlan {
  /** How many modules there are in all. */
  readonly modules: number;
  readonly broker: BrokerTarget;
  readonly scenario: Scenario;
  /** `name=value`, as `--set` takes them. */
  readonly settings: readonly string[];
  readonly seed: number;
}

/** Which of the modules are run here: every `of`th, beginning with `index`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** What a fleet needs of the world. */
export interface FleetWorld {
  readonly clock: Clock;
  readonly dial: DialRoute;
}

/** A message is never split, so that each is one line; `--set` may say otherwise. */
const SETTINGS = ['rxBufferBytes=0'];
/** How long messages under way are waited for at the end, and how often that is looked at. Milliseconds. */
const LAST_TRIPS_MS = 2_000;
const LOOK_MS = 20;
const CODE = /\((0x[0-9a-f]{8})[^(]*\)$/;

/** The modules of one thread. */
export class Fleet {
  readonly stats = new Stats();
  readonly #devices: Device[] = [];
  readonly #plan: FleetPlan;
  readonly #share: Share;
  readonly #world: FleetWorld;
  readonly #parts: DeviceParts;
  #began = 0;
  #stopped = false;

  /** @throws ScenarioError, SettingsError */
  constructor(plan: FleetPlan, share: Share, world: FleetWorld) {
    this.#plan = plan;
    this.#share = share;
    this.#world = world;
    const { stats } = this;
    this.#parts = {
      script: prepareScript(plan.scenario, plan.broker),
      settings: settingsFromPairs([...SETTINGS, ...plan.settings]),
      seed: plan.seed,
      clock: world.clock,
      dial: world.dial,
      stats,
      log(level, namespace, message) {
        if (level !== 'warn' || namespace !== 'at') return;
        const text = textOf(message);
        const code = CODE.exec(text);
        if (code !== null) stats.explain(Number(code[1]), text.slice(0, code.index).trim());
      },
      observer: {
        linkState: ({ from, to, reason }) => {
          if (from >= 4 && to === 3) stats.lostBecause(reason);
        },
      },
    };
  }

  /** Switches the modules on, one after the other as the ramp says. */
  start(): void {
    this.#began = this.#world.clock.now();
    this.#switchOn(this.#share.index);
  }

  /** Ends in order: no new publishes, the last messages, DISCONNECT of all modules. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const device of this.#devices) device.rest();
    const { clock } = this.#world;
    const deadline = clock.now() + LAST_TRIPS_MS;
    while (clock.now() < deadline && this.#devices.some((device) => device.underWay)) {
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    }
    await Promise.all(this.#devices.map((device) => device.stop()));
  }

  #switchOn(n: number): void {
    const { modules, scenario, seed } = this.#plan;
    if (n >= modules || this.#stopped) return;
    const ramp = { perSecond: scenario.ramp, jitter: scenario.loop?.jitter ?? 0, seed };
    const { clock } = this.#world;
    const wait = this.#began + switchOnAt(n, ramp) - clock.now();
    clock.after(Math.max(0, wait), () => {
      if (this.#stopped) return;
      const device = new Device(n, this.#parts);
      this.#devices.push(device);
      device.start();
      this.#switchOn(n + this.#share.of);
    });
  }
}
