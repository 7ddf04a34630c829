import type { Duplex } from 'node:stream';
import type { FaultFactory } from '#faults/factory';
import type { Log } from '#messages/log';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute, Platform } from '#module/platform';
import type { Capture } from '#pcap/capture';
import type { HostTraits } from '#ports/index';
import type { ProgramEnd } from '#ports/process/program-end';
import type { Clock } from '#time/clock';
import type { Trace } from '#trace/trace';

/** Who looks on at what modules do. */
export interface ModuleWatcher {
  /** Looks on at a module. */
  observer(module: string): ModuleObserver;
  /** Looks on at what goes between a module and its brokers. */
  dial(module: string, dial: DialRoute): DialRoute;
}

/** What modules are run in. */
export interface RunContext {
  /** A log for the module of this name; without a name, that of the program. */
  logFor(module?: string): Log;
  /** Who looks on at the module of this name. */
  observerFor(module: string): ModuleObserver | undefined;
  /** Hears of the faults of the embedded broker. */
  readonly brokerObserver?: Pick<ModuleObserver, 'fault'> | undefined;
  /** The host on standard input has gone. */
  hostGone(): void;
  /**
   * Looks on at a host of a port of the module of this name.
   * @returns what is known of the host, for the module
   */
  readonly watchHost?:
    | ((module: string, stream: Duplex, host: string, traits: HostTraits) => HostTraits)
    | undefined;
  /**
   * The program of an exec port has ended by itself.
   * @param module the name of the module whose port it is
   * @param command what was run
   */
  programEnded(module: string, command: string, end: ProgramEnd): void;
  /** What they reach of the world outside. */
  readonly platform: Platform;
  readonly clock: Clock;
  /** Makes what faults act in; undefined: none can be switched on, and nothing is wrapped. */
  readonly faults?: FaultFactory | undefined;
  /** Settings may change while modules run; unless it is true, nothing is kept for that. */
  readonly changeable?: boolean | undefined;
  /** Counts; undefined: nobody does. Modules of ports with `fork` are counted together. */
  readonly counter?: ModuleWatcher | undefined;
  /** Looks on at modules, each by its own name; undefined: nobody does. */
  readonly watcher?: ModuleWatcher | undefined;
  /** Looks on at what goes over all lines; undefined: nobody does. */
  readonly trace?: Trace | undefined;
  /** Writes down what goes between modules and brokers; undefined: nobody does. */
  readonly capture?: Capture | undefined;
}
