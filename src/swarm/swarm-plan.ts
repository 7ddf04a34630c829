import type { BrokerTarget } from './broker-url.ts';
import type { SwarmScenario } from './swarm-scenario.ts';

/** What the modules of a swarm are made from; it can be sent to another thread. */
export interface SwarmPlan {
  /** How many modules there are in all. */
  readonly modules: number;
  readonly broker: BrokerTarget;
  readonly scenario: SwarmScenario;
  /** `name=value`, as `--set` takes them. */
  readonly settings: readonly string[];
  readonly seed: number;
}

/** Which of the modules are run here: every `of`th, beginning with `index`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}
