import type { Broker } from '#broker/index';
import type { FaultSet } from '#faults/fault-set';
import type { Message } from '#messages/message';
import type { Module } from '#module/module';
import type { PortInfo } from '#ports/index';
import type { ModuleUnit } from './module-unit.ts';

/** A port that was opened, as it is now. */
export interface RunningPort {
  readonly info: PortInfo;
  /** Why its host is away; undefined: it is there, or may come. */
  readonly away: Message | undefined;
}

/** A module of the plan, as it is now. */
export interface RunningModule {
  readonly module: Module;
  /** The same, with what goes wrong with it and where hosts attach. */
  readonly unit: ModuleUnit;
  /** The directory of its flash; undefined: nothing is kept. */
  readonly flash: string | undefined;
  /** In the order in which they were asked for, those with `fork` last. */
  readonly ports: readonly RunningPort[];
  /** The modules of connections to ports with `fork`, and what they are called together. */
  readonly forks: { readonly name: string; readonly units: Iterable<ModuleUnit> };
}

/** Something that cannot be had yet: a device, an address, a lock. */
export interface Wanted {
  readonly what: Message;
  readonly reason: Message;
}

/** What runs, to be looked at as long as it does. */
export interface Running {
  /** In the order of the plan; without those whose flash is not to be had yet. */
  readonly modules: readonly RunningModule[];
  readonly wanted: readonly Wanted[];
  /** The embedded broker; undefined: there is none, or not yet. */
  readonly broker: Broker | undefined;
  /** What it does wrong; undefined where there is none, or where nothing can go wrong. */
  readonly brokerFaults: FaultSet | undefined;
  /** Resets all modules, those of ports with `fork` too. */
  reset(): void;
}
