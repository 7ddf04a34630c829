import type { Lifecycle } from '#app/lifecycle';
import type { Configuration } from '#config/resolve';
import type { RunMonitor } from '#expect/run-monitor';
import type { RunOptions } from './options.ts';
import { Reload } from './reload.ts';
import type { RunLogs } from './run-log.ts';
import type { Service } from './service.ts';

/** What signals act on. */
interface SignalledRun {
  readonly options: RunOptions;
  readonly configuration: Configuration;
  readonly logs: RunLogs;
  readonly service: Service | undefined;
  readonly monitor: RunMonitor | undefined;
}

/**
 * Lets signals end the run, have its settings read again and reset its modules.
 * @returns takes what SIGUSR2 does, once there is something to reset; until then it does nothing, and ends nobody
 */
export function heedSignals(
  { options, configuration, logs, service, monitor }: SignalledRun,
  life: Lifecycle,
): (reset: () => void) => void {
  const reload = new Reload({ options, configuration, runLog: logs.log, files: logs.files, service });
  life.stopOnSignals(
    (signal) => (monitor === undefined ? life.stop(0) : monitor.interrupted(signal)),
    // A run that is judged has somebody who waits for its end.
    () => monitor === undefined && reload.hangUp(),
  );
  let reset = (): void => {};
  life.onResetSignal(() => reset());
  return (performed) => {
    reset = performed;
  };
}
