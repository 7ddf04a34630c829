import { Worker } from 'node:worker_threads';
import { DefectError } from '#errors/defect-error';
import { message } from '#messages/message';
import type { StatsCounts } from './stats.ts';
import type { SwarmPlan } from './swarm-plan.ts';

/** V8 would let the young generation of each thread grow to 128 MiB, and nearly all that a swarm makes lives long. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8 };

const PROGRAM = new URL('./worker.js', import.meta.url);

/** What a worker is told: `stop` once, and nothing after it. */
export type WorkerOrder = 'reset' | 'stop';

/** What a worker tells, once a second. */
export interface WorkerReport {
  readonly counts: StatsCounts;
  /** It has switched off its modules; nothing follows. */
  readonly over: boolean;
}

/** A worker ended before it was asked to: a defect, nothing that the user can mend. */
class WorkerPoolError extends DefectError<'WORKER_DIED' | 'WORKER_ENDED'> {}

/** Runs the modules of a plan in threads of their own. */
export class WorkerPool {
  /** Rejects with WorkerPoolError when a worker dies; never resolves. */
  readonly broken: Promise<never>;
  readonly #workers: Worker[];
  readonly #over: Promise<void>[];

  /**
   * @param heard takes the counts of any worker, and which it is, from 0
   * @param program what each of them runs
   */
  constructor(
    plan: SwarmPlan,
    workers: number,
    heard: (counts: StatsCounts, worker: number) => void,
    program = PROGRAM,
  ) {
    let fail: (error: WorkerPoolError) => void = () => {};
    this.broken = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    this.broken.catch(() => {});
    this.#workers = Array.from({ length: workers }, (_, index) => {
      const workerData = { plan, share: { index, of: workers } };
      return new Worker(program, {
        workerData,
        resourceLimits: RESOURCE_LIMITS,
      });
    });
    this.#over = this.#workers.map(
      (worker, index) =>
        new Promise<void>((resolve) => {
          const who = { number: index + 1, of: workers };
          let ended = false;
          worker.on('message', ({ counts, over }: WorkerReport) => {
            heard(counts, index);
            ended = over;
            if (over) resolve();
          });
          worker.once('error', (cause: Error) =>
            fail(
              new WorkerPoolError(
                'WORKER_DIED',
                message('swarm.workerDied', { ...who, detail: cause.stack ?? cause.message }),
                { cause },
              ),
            ),
          );
          worker.once('exit', (code) => {
            if (!ended)
              fail(new WorkerPoolError('WORKER_ENDED', message('swarm.workerEnded', { ...who, code })));
          });
        }),
    );
  }

  /** Resets all modules. */
  reset(): void {
    this.#order('reset');
  }

  /** Ends all modules in order. @returns once every worker has reported for the last time */
  async stop(): Promise<void> {
    this.#order('stop');
    await Promise.race([Promise.all(this.#over), this.broken]);
  }

  #order(order: WorkerOrder): void {
    for (const worker of this.#workers) worker.postMessage(order);
  }

  /** Ends the threads at once. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
