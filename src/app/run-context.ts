import type { Log } from '#messages/log';
import type { ModuleObserver } from '#module/observer';
import type { Platform } from '#module/platform';
import type { Clock } from '#time/clock';

/** What modules are run in. */
export interface RunContext {
  /** A log for the module of this name; without a name, that of the program. */
  logFor(module?: string): Log;
  /** Who looks on at the module of this name. */
  observerFor(module: string): ModuleObserver | undefined;
  /** The only host there can be has gone: the one on standard input, or the program of the only port. */
  hostGone(kind: 'stdio' | 'exec'): void;
  /** What they reach of the world outside. */
  readonly platform: Platform;
  readonly clock: Clock;
}
