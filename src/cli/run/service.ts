import type { Lifecycle } from '#app/lifecycle';
import type { Running } from '#app/running';
import type { Log } from '#messages/log';
import { systemClock } from '#time/clock';
import { notedText } from '../language.ts';
import { serviceStatus } from './service-status.ts';

/** From one look at how the run is to the next, while the service manager is told; milliseconds. */
const LOOK_MS = 1000;
/** Longer than a start takes besides what it waits for. */
const START_MS = 30_000;

/** The service manager that is told how far a run is. */
export interface Service {
  /** All works that need not be waited for. @param waitMs how long the rest is waited for; Infinity: for ever */
  works(running: Running, waitMs: number): void;
  /** All is up. */
  ready(): void;
  /** The settings are read again until `ready`. */
  reloading(): void;
}

/** Tells the service manager how far this run is, where one has asked to be told. */
export async function tellServiceManager(life: Lifecycle, log: Log): Promise<Service | undefined> {
  if (process.env.NOTIFY_SOCKET === undefined) return undefined;
  const [{ ServiceManager }, { obstacles }] = await Promise.all([
    import('#systemd/service-manager'),
    import('#metrics/readiness'),
  ]);
  const manager = ServiceManager.of({ environment: process.env, timers: systemClock, log });
  if (manager === undefined) return undefined;
  let cancel = (): void => {};
  life.onClose(() => {
    cancel();
    manager.close();
  });
  void life.stopped.then(() => {
    cancel();
    manager.stopping();
  });
  const look = (running: Running): void => {
    manager.status(
      notedText(
        serviceStatus(
          running,
          obstacles('running', running, () => undefined),
        ),
      ),
    );
    cancel = systemClock.after(LOOK_MS, () => look(running));
  };
  return {
    works(running, waitMs) {
      if (life.stopping) return;
      look(running);
      // A device that is plugged in tomorrow is no reason to take the service for one that does not start.
      if (waitMs === Number.POSITIVE_INFINITY) manager.ready();
      else if (running.wanted.length > 0) manager.extend(waitMs + START_MS);
    },
    ready: () => manager.ready(),
    reloading: () => manager.reloading(),
  };
}
