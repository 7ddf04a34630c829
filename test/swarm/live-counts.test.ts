import { expect, test } from 'vitest';
import { message } from '#messages/message';
import { parseBrokerUrl, shownBroker } from '#swarm/broker-url';
import { LiveCounts } from '#swarm/live-counts';
import { NO_ANSWER, NO_CODE, Stats } from '#swarm/stats';
import { ManualClock } from '#testing/manual-clock';

/** What a thread reports that has done so much. */
function report(sent: number, tookMs: readonly number[], errors: readonly number[] = []) {
  const stats = new Stats();
  stats.connected = 1;
  stats.sent[1] = sent;
  stats.received[0] = sent;
  for (const ms of tookMs) stats.roundTrip.record(ms);
  for (const code of errors) stats.failed(code);
  return stats.take();
}

const FACTS = { modules: 10, broker: 'mqtt://127.0.0.1:1883', workers: 2 };

test('counts are told in all and by thread, with what the last second brought', () => {
  const clock = new ManualClock();
  let ticks = 0;
  const counts = new LiveCounts(FACTS, clock, () => ticks++);
  counts.add(report(100, [1, 2, 3]), 0);
  counts.add(report(50, [400]), 1);
  clock.advance(1000);
  expect(ticks).toBe(1);
  expect(counts.told()).toMatchObject({
    ...{ seconds: 1, phase: 'running', broker: FACTS.broker, modules: 10, connected: 2 },
    sent: [0, 150, 0],
    received: [150, 0, 0],
    rates: { sent: 150, received: 150 },
    roundTrip: { count: 4, max: 400 },
    lastSecond: { count: 4, max: 400 },
    workers: [
      {
        worker: 1,
        connected: 1,
        rates: { sent: 100, received: 100 },
        roundTrip: { count: 3, max: 3 },
        errors: 0,
      },
      {
        worker: 2,
        connected: 1,
        rates: { sent: 50, received: 50 },
        roundTrip: { count: 1, max: 400 },
        errors: 0,
      },
    ],
  });
  counts.add(report(20, [7]), 1);
  clock.advance(2000);
  expect(ticks).toBe(3);
  const later = counts.told();
  expect(later).toMatchObject({ sent: [0, 170, 0], rates: { sent: 0 }, lastSecond: { count: 0, max: 0 } });
  expect(later.roundTrip.count).toBe(5);
  counts.ending();
  expect(counts.told().phase).toBe('ending');
  counts.close();
  clock.advance(5000);
  expect(ticks).toBe(3);
});

test('round trips are told as a distribution, eight buckets an octave, that has all of them', () => {
  const counts = new LiveCounts(FACTS, new ManualClock(), () => {});
  const took = Array.from({ length: 1000 }, (_, index) => 1 + index / 10);
  counts.add(report(0, took), 0);
  const { buckets, count, p50 } = counts.told().roundTrip;
  expect(buckets.reduce((sum, each) => sum + each.count, 0)).toBe(count);
  expect(buckets.map(({ upToMs }) => upToMs)).toEqual(
    buckets.map(({ upToMs }) => upToMs).toSorted((a, b) => a - b),
  );
  const octave = buckets.filter(({ upToMs }) => upToMs > 16.384 && upToMs <= 32.768);
  expect(octave).toHaveLength(8);
  const upTo = (at: number): number => buckets.slice(0, at + 1).reduce((sum, each) => sum + each.count, 0);
  const median = buckets.find((_, at) => upTo(at) >= count / 2);
  expect(median?.upToMs).toBeGreaterThanOrEqual(p50);
  expect(median?.upToMs).toBeLessThan(p50 * 1.13);
});

test('failures are told by code, the most frequent first, with what the log said and in any language', () => {
  const counts = new LiveCounts(FACTS, new ManualClock(), () => {});
  const stats = new Stats();
  for (const code of [0x010a6006, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_CODE, NO_CODE]) stats.failed(code);
  stats.explain(0x010a6006, message('swarm.noCode'));
  stats.lostBecause(message('swarm.otherReasons'), 4);
  counts.add(stats.take(), 1);
  const { errors, losses, workers } = counts.told();
  expect(errors.map(({ code, count }) => [code, count])).toEqual([
    ['noAnswer', 3],
    ['none', 2],
    ['0x010a6006', 1],
  ]);
  expect(errors[2]).toMatchObject({
    name: 'AT_MQTT_NULL_LINK',
    example: { key: 'swarm.noCode', text: expect.any(String) },
  });
  expect(losses).toMatchObject([{ reason: { key: 'swarm.otherReasons' }, count: 4 }]);
  expect(workers[1]?.errors).toBe(6);
});

test.each([
  ['mqtt://user:secret@broker.example', 'mqtt://broker.example:1883'],
  ['wss://broker.example/mqtt', 'wss://broker.example:443/mqtt'],
  ['mqtts://[::1]:8884', 'mqtts://[::1]:8884'],
])('the broker %s is shown as %s', (url, shown) => {
  expect(shownBroker(parseBrokerUrl(url))).toBe(shown);
});
