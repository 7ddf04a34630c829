import { parentPort, workerData } from 'node:worker_threads';
import { dialRoute } from '#mqtt/transports/dial';
import { systemClock } from '#time/clock';
import { Fleet, type FleetPlan, type Share } from './fleet.ts';
import type { WorkerReport } from './worker-pool.ts';

/** The modules of one thread: reports once a second, and once more when it was asked to end and has. */
const REPORT_MS = 1_000;

const { plan, share } = workerData as { plan: FleetPlan; share: Share };
const fleet = new Fleet(plan, share, { clock: systemClock, dial: dialRoute });

function report(over: boolean): void {
  const message: WorkerReport = { counts: fleet.stats.take(), over };
  parentPort?.postMessage(message);
}

const reporting = setInterval(() => report(false), REPORT_MS);
parentPort?.once('message', () => {
  void fleet.stop().then(() => {
    clearInterval(reporting);
    report(true);
  });
});
fleet.start();
