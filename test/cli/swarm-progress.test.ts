import { describe, expect, test } from 'vitest';
import { Progress } from '#cli/swarm/progress';
import { message } from '#messages/message';
import { describeSummary } from '#swarm/describe-summary';
import { Stats } from '#swarm/stats';
import { summarise } from '#swarm/summary';
import { ManualClock } from '#testing/manual-clock';

function busyStats(): Stats {
  const stats = new Stats();
  stats.connected = 8_400;
  stats.ready = 8_500;
  stats.sent = [0, 1_000, 0];
  stats.received = [0, 990, 0];
  return stats;
}

test('on a terminal a line every second takes the place of the last', () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const output = { isTTY: true, write: (text: string) => written.push(text) };
  const progress = new Progress(busyStats(), 10_000, clock, output);
  clock.advance(2_000);
  progress.stop();
  progress.stop();
  clock.advance(5_000);
  expect(written).toEqual([
    '\r\x1b[K1 s: 8,400 of 10,000 connected, sent 1,000/s, received 990/s, lost 0, errors 0',
    '\r\x1b[K2 s: 8,400 of 10,000 connected, sent 0/s, received 0/s, lost 0, errors 0',
    '\r\x1b[K',
  ]);
});

test('elsewhere a line of its own every ten seconds', () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const stats = busyStats();
  stats.lost = 3;
  stats.failed(0x010a600c);
  stats.failed(0x010a600b);
  stats.roundTrip.record(2);
  const progress = new Progress(stats, 10_000, clock, { write: (text: string) => written.push(text) });
  clock.advance(19_999);
  progress.stop();
  expect(written).toEqual([
    '10 s: 8,400 of 10,000 connected, sent 100/s, received 99/s, lost 3, errors 2, p50 2.0 ms, p99 2.0 ms\n',
  ]);
});

const said = (text: string) => message('errors.foreign', { text });

test('the summary names errors and what they said, and why connections were lost', () => {
  const stats = busyStats();
  stats.lost = 2;
  stats.reconnected = 1;
  stats.failed(0x010a600c);
  stats.explain(0x010a600c, said('no PUBACK from the broker within 10000 ms'));
  stats.failed(-1);
  stats.failed(-1);
  stats.lostBecause(said('the broker at b.test:1883 closed the connection'));
  const summary = summarise(stats, {
    modules: 10_000,
    residentBytes: 104_857_600,
    seconds: 10,
    workers: 2,
    rate: 100,
  });
  expect(summary).toMatchObject({
    ok: false,
    messages: { sent: 1_000, sentPerSecond: 100, receivedPerSecond: 99 },
    errors: [
      { code: '', name: 'no answer in time', count: 2 },
      { code: '0x010a600c', name: 'AT_MQTT_CLIENT_PUBLISH_FAILED', count: 1 },
    ],
  });
  const text = describeSummary(summary);
  expect(text).toContain(
    '  1 × 0x010a600c AT_MQTT_CLIENT_PUBLISH_FAILED\n      no PUBACK from the broker within 10000 ms\n',
  );
  expect(text).toContain('  1 lost: the broker at b.test:1883 closed the connection\n');
  expect(text).toContain('round trip  not measured\n');
  expect(text).toContain('memory      100 MiB resident\n');
});

describe('a swarm in which nothing failed is no success', () => {
  const facts = { modules: 2, residentBytes: 0, seconds: 10, workers: 1, rate: 1 };
  const okOf = (ready: number, sent: number, rate = facts.rate): boolean => {
    const stats = new Stats();
    stats.ready = ready;
    stats.sent = [sent, 0, 0];
    return summarise(stats, { ...facts, rate }).ok;
  };

  test('when a module never got through the steps', () => {
    expect([okOf(0, 0), okOf(1, 5), okOf(2, 5)]).toEqual([false, false, true]);
  });

  test('when messages were due and none was sent', () => {
    expect([okOf(2, 0), okOf(2, 0, 0), okOf(2, 0, 0.1)]).toEqual([false, true, true]);
  });
});
