import { beforeEach, expect, it } from 'vitest';
import { message } from '#messages/message';
import { PendingAcks } from '#mqtt/client/pending-acks';
import { MqttError } from '#mqtt/errors';
import { FakeTimers, turn } from './support/fake-timers.ts';

let timers: FakeTimers;
let pending: PendingAcks;
/** What became of each, in order. */
let told: string[];

beforeEach(() => {
  timers = new FakeTimers();
  pending = new PendingAcks(timers, {
    answered() {},
    unanswered: (id) => message('mqtt.unsubscribeFrom', { topic: String(id) }),
  });
  told = [];
});

function wait(id: number, timeoutMs: number): void {
  pending.wait(id, 'PUBACK', timeoutMs).then(
    () => told.push(`${id} answered at ${timers.now()}`),
    (error: MqttError) => told.push(`${id} ${error.code} at ${timers.now()}`),
  );
}

it('gives each its own time, with one timer for all', async () => {
  wait(1, 1000);
  wait(2, 300);
  wait(3, 2000);
  expect(timers.pending).toBe(1);
  await timers.advance(500);
  wait(4, 100);
  await timers.advance(5000);
  expect(told).toEqual(['2 TIMEOUT at 300', '4 TIMEOUT at 600', '1 TIMEOUT at 1000', '3 TIMEOUT at 2000']);
  expect(timers.pending).toBe(0);
});

it('does not give up early because of one that was answered', async () => {
  wait(1, 1000);
  await timers.advance(600);
  pending.settle(1, 'PUBACK');
  await turn();
  wait(2, 1000);
  await timers.advance(5000);
  expect(told).toEqual(['1 answered at 600', '2 TIMEOUT at 1600']);
  expect(timers.pending).toBe(0);
});

it('gives nobody up before time when the timer is early, as those of an operating system may be', async () => {
  const { after } = timers;
  timers.after = (ms, run) => after.call(timers, Math.max(ms - 0.5, 0.1), run);
  wait(1, 1000);
  wait(2, 1001);
  await timers.advance(999.9);
  expect(told).toEqual([]);
  await timers.advance(2);
  expect(told).toHaveLength(2);
  expect(timers.pending).toBe(0);
});

it('gives up at once those who wait when no answer will come, and starts afresh', async () => {
  wait(1, 1000);
  wait(2, 2000);
  pending.abort(new MqttError('LOST', message('mqtt.broker')));
  expect(timers.pending).toBe(0);
  await turn();
  await timers.advance(100);
  wait(3, 1000);
  await timers.advance(5000);
  expect(told).toEqual(['1 LOST at 0', '2 LOST at 0', '3 TIMEOUT at 1100']);
});
