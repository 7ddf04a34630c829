import { Random, seedOf } from '#random/random';
import type { Cancel } from '#time/timers';
import type { FaultSchedule } from './parameters.ts';
import { type FaultName, type FaultSpec, isMomentary } from './table.ts';

/** A fault that was switched on. */
export interface FaultStatus {
  /** Tells faults of one name apart. */
  readonly id: number;
  /** Which fault it is. */
  readonly name: FaultName;
  /** Its own parameters, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** When it begins, and what ends it. */
  readonly schedule: FaultSchedule;
  /** It has begun. */
  readonly active: boolean;
  /** How often it has acted. */
  readonly acted: number;
}

/** A fault that was switched on, as its set has it: with what draws its chances and what is to be done next. */
export class HeldFault implements FaultStatus {
  readonly id: number;
  readonly name: FaultName;
  readonly parameters: FaultStatus['parameters'];
  readonly schedule: FaultSchedule;
  active = false;
  acted = 0;
  cancel: Cancel | undefined;
  /** When it begins, and when its time is over, by the timers of its set; undefined: only by hand, or by its count. */
  beginsAt: number | undefined;
  endsAt: number | undefined;
  readonly #seed: number;
  readonly #randoms: Random[] = [];
  readonly #tell: () => void;

  constructor(id: number, { name, parameters, schedule }: FaultSpec, seed: number, tell: () => void) {
    this.id = id;
    this.name = name;
    this.parameters = parameters;
    this.schedule = schedule;
    this.#seed = seed;
    this.#tell = tell;
  }

  get random(): Random {
    return this.randomOf(0);
  }

  randomOf(lane: number): Random {
    this.#randoms[lane] ??= new Random(lane === 0 ? this.#seed : seedOf(this.#seed, lane));
    return this.#randoms[lane];
  }

  chance(lane = 0): boolean {
    const { rate } = this.schedule;
    return rate === 1 || this.randomOf(lane).next() < rate;
  }

  /** Whether it lasts no time. */
  get momentary(): boolean {
    return isMomentary(this.name, this.parameters);
  }

  act(): void {
    this.acted++;
    this.#tell();
  }
}
