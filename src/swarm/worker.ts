import { parentPort, workerData } from 'node:worker_threads';
import { dialRoute } from '#mqtt/transports/dial';
import { systemClock } from '#time/clock';
import { ModuleSet } from './module-set.ts';
import type { Share, SwarmPlan } from './swarm-plan.ts';
import { hasFaults } from './swarm-scenario.ts';
import type { WorkerOrder, WorkerReport } from './worker-pool.ts';

/** The modules of one thread: reports once a second, and once more when it was asked to end and has. */
const REPORT_MS = 1_000;

const { plan, share } = workerData as { plan: SwarmPlan; share: Share };
// What faults act in is loaded only where there are some.
const faults = hasFaults(plan.scenario) ? (await import('#faults/factory')).faultFactory : undefined;
const modules = new ModuleSet(plan, share, { clock: systemClock, dial: dialRoute, faults });

function report(over: boolean): void {
  const message: WorkerReport = { counts: modules.stats.take(), over };
  parentPort?.postMessage(message);
}

const reporting = setInterval(() => report(false), REPORT_MS);
parentPort?.on('message', (order: WorkerOrder) => {
  if (order === 'reset') return modules.reset();
  void modules.stop().then(() => {
    clearInterval(reporting);
    report(true);
  });
});
modules.start();
