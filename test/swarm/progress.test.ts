import { expect, test } from 'vitest';
import { Progress } from '#swarm/cli/progress';
import { describeSummary, summarise } from '#swarm/cli/summary';
import { Tally } from '#swarm/tally';
import { ManualClock } from '../support/manual-clock.ts';

function busyTally(): Tally {
  const tally = new Tally();
  tally.connected = 8_400;
  tally.ready = 8_500;
  tally.sent = [0, 1_000, 0];
  tally.received = [0, 990, 0];
  return tally;
}

test('on a terminal a line every second takes the place of the last', () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const output = { isTTY: true, write: (text: string) => written.push(text) };
  const progress = new Progress(busyTally(), 10_000, clock, output);
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
  const tally = busyTally();
  tally.lost = 3;
  tally.failed(0x010a600c);
  tally.failed(0x010a600b);
  tally.roundTrip.record(2);
  const progress = new Progress(tally, 10_000, clock, { write: (text: string) => written.push(text) });
  clock.advance(19_999);
  progress.stop();
  expect(written).toEqual([
    '10 s: 8,400 of 10,000 connected, sent 100/s, received 99/s, lost 3, errors 2, p50 2.0 ms, p99 2.0 ms\n',
  ]);
});

test('the summary names errors and what they said, and why connections were lost', () => {
  const tally = busyTally();
  tally.lost = 2;
  tally.reconnected = 1;
  tally.failed(0x010a600c);
  tally.explain(0x010a600c, 'no PUBACK came within 10000 ms');
  tally.failed(-1);
  tally.failed(-1);
  tally.lostBecause('the broker at b.test:1883 closed the connection');
  const summary = summarise(tally, {
    modules: 10_000,
    residentBytes: 104_857_600,
    seconds: 10,
    workers: 2,
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
    '  1 × 0x010a600c AT_MQTT_CLIENT_PUBLISH_FAILED\n      no PUBACK came within 10000 ms\n',
  );
  expect(text).toContain('  1 lost: the broker at b.test:1883 closed the connection\n');
  expect(text).toContain('round trip  not measured\n');
  expect(text).toContain('memory      100 MiB resident\n');
});
