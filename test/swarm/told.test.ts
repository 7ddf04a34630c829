import { expect, onTestFinished, test } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import { english } from '#messages/language';
import type { Message } from '#messages/message';
import { describeSummary } from '#swarm/describe-summary';
import { nameOfError } from '#swarm/error-name';
import { planRun, type SwarmOptions } from '#swarm/run-plan';
import { runSwarm } from '#swarm/run-swarm';
import { NO_ANSWER, NO_CODE, Stats } from '#swarm/stats';
import { summarise } from '#swarm/summary';
import { WorkerPool } from '#swarm/worker-pool';
import { said } from '../support/said.ts';

const GIVEN: SwarmOptions = { modules: '2', broker: 'mqtt://127.0.0.1:1', set: [], workers: '1', seed: '7' };

/** A scenario without a loop. */
const STEPS_ONLY = { scenario: new URL('steps-only.yaml', import.meta.url).pathname };

test.each<[Partial<SwarmOptions>, string, unknown]>([
  [{ ...STEPS_ONLY, rate: '1' }, 'needsLoop', { option: '--rate' }],
  [{ ...STEPS_ONLY, jitter: '1' }, 'needsLoop', { option: '--jitter' }],
  [{ ...STEPS_ONLY, payload: 'x' }, 'needsLoop', { option: '--payload' }],
  [{ password: 'secret' }, 'needsUser', undefined],
  [{ modules: '0' }, 'notWhole', { option: '--modules', min: 1, max: 1_000_000, typed: '0' }],
  [{ ramp: '0' }, 'notNumber', { option: '--ramp', min: 0.001, max: 1e6, typed: '0' }],
  [{ topic: '' }, 'emptyTopic', undefined],
])('%o is refused', (options, key, params) => {
  expect(() => planRun({ ...GIVEN, ...options })).toThrow(
    expect.objectContaining({ reason: { key: `swarm.${key}`, params } }),
  );
});

test('the begin is told', async () => {
  const told: Message[] = [];
  const life = new Lifecycle();
  onTestFinished(() => life.close());
  life.stop(0);
  const notice = (each: Message): unknown => told.push(each);
  // Its worker is made by the build.
  await runSwarm(planRun(GIVEN), { life, language: english, notice, began: () => () => {} }).catch(() => {});
  expect(told).toEqual([
    { key: 'swarm.begins', params: { modules: 2, workers: 1, address: '127.0.0.1:1', seed: 7 } },
  ]);
});

test.each([
  ['throw new Error("no")', 'WORKER_DIED', 'workerDied', { detail: expect.stringContaining('Error: no\n') }],
  ['process.exit(3)', 'WORKER_ENDED', 'workerEnded', { code: 3 }],
])('a worker that does %s is told', async (program, code, key, params) => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const pool = new WorkerPool(planRun(GIVEN).swarm, 1, () => {}, url);
  onTestFinished(() => pool.close());
  await expect(pool.broken).rejects.toMatchObject({
    code,
    reason: { key: `swarm.${key}`, params: { number: 1, of: 1, ...params } },
  });
});

test.each([
  [NO_CODE, 'noCode'],
  [NO_ANSWER, 'noAnswer'],
])('a failure without a code has a name: %i', (code, key) => {
  const told = said();
  nameOfError(code);
  expect(told).toEqual([{ key: `swarm.${key}`, params: undefined }]);
});

test('how a swarm did is told line by line', () => {
  const told = said();
  const run = { modules: 2, residentBytes: 10_485_760, seconds: 10, workers: 1, rate: 0 };
  describeSummary(summarise(new Stats(), run, english));
  const idle = told.splice(0);
  expect(idle).toMatchObject([
    { key: 'swarm.summaryModules', params: { modules: 2, ready: 0 } },
    { key: 'swarm.summaryConnected', params: { connected: 0 } },
    { key: 'swarm.summaryLost', params: { lost: 0, reconnected: 0 } },
    { key: 'swarm.summarySent', params: { sent: 0, perSecond: 0 } },
    { key: 'swarm.summaryReceived', params: { received: 0, perSecond: 0 } },
    { key: 'swarm.summaryNoRoundTrip' },
    { key: 'swarm.summaryTook', params: { seconds: 10, cpuSeconds: expect.any(Number), workers: 1 } },
    { key: 'swarm.summaryMemory', params: { mebibytes: 10 } },
    { key: 'swarm.summaryNoErrors' },
  ]);
  const stats = new Stats();
  stats.connected = 1;
  stats.ready = 2;
  stats.lost = 1;
  stats.sent = [0, 30, 0];
  stats.received = [0, 20, 0];
  stats.roundTrip.record(4);
  stats.failed(NO_CODE);
  stats.lostBecause({ key: 'swarm.reset', params: undefined });
  describeSummary(summarise(stats, run, english));
  expect(told).toMatchObject([
    { key: 'swarm.noCode' },
    { key: 'swarm.reset' },
    { key: 'swarm.summaryModules', params: { modules: 2, ready: 2 } },
    { key: 'swarm.summaryConnected', params: { connected: 1 } },
    { key: 'swarm.summaryLost', params: { lost: 1, reconnected: 0 } },
    { key: 'swarm.summarySent', params: { sent: 30, perSecond: 3 } },
    { key: 'swarm.summaryReceived', params: { received: 20, perSecond: 2 } },
    {
      key: 'swarm.summaryRoundTrip',
      params: {
        p50: expect.closeTo(4, 0),
        p90: expect.closeTo(4, 0),
        p99: expect.closeTo(4, 0),
        max: expect.closeTo(4, 0),
      },
    },
    { key: 'swarm.summaryTook' },
    { key: 'swarm.summaryMemory' },
    { key: 'swarm.summaryErrors' },
    { key: 'swarm.summaryError', params: { count: 1, code: '', name: expect.stringMatching(/^ERROR /) } },
    { key: 'swarm.summaryLosses', params: { count: 1, reason: expect.stringMatching(/SIGUSR2/) } },
  ]);
});

test('reasons beyond the twentieth are counted together', () => {
  const stats = new Stats();
  for (let n = 0; n < 25; n++) stats.lostBecause({ key: 'errors.foreign', params: { text: `reason ${n}` } });
  expect([...stats.losses.values()].at(-1)).toEqual({
    reason: { key: 'swarm.otherReasons', params: undefined },
    count: 5,
  });
});
