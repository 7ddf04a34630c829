import { expect, onTestFinished, test } from 'vitest';
import { parseMetricsAddress } from '#config/metrics-address';
import { SwarmMetrics } from '#swarm/metrics';
import { Stats } from '#swarm/stats';

test.each([
  ['9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:1', { host: '0.0.0.0', port: 1 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
])('%s', (text, address) => {
  expect(parseMetricsAddress(text)).toEqual(address);
});

test('counts are served at /metrics, and only there', async () => {
  const metrics = new SwarmMetrics(7);
  onTestFinished(() => metrics.close());
  const port = await metrics.listen({ host: '127.0.0.1', port: 0 });
  const stats = new Stats();
  stats.connected = 5;
  stats.sent = [1, 2, 3];
  stats.received = [0, 4, 0];
  stats.failed(0x010a600c);
  stats.roundTrip.record(3);
  metrics.add(stats.take());
  stats.connected = -2;
  stats.lost = 2;
  metrics.add(stats.take());
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  for (const line of [
    'atmqtt_swarm_modules 7',
    'atmqtt_swarm_connected 3',
    'atmqtt_swarm_lost_total 2',
    'atmqtt_swarm_messages_total{direction="sent",qos="2"} 3',
    'atmqtt_swarm_messages_total{direction="received",qos="1"} 4',
    'atmqtt_swarm_errors_total{code="0x010a600c",name="AT_MQTT_CLIENT_PUBLISH_FAILED"} 1',
    'atmqtt_swarm_round_trip_seconds_bucket{le="0.0025"} 0',
    'atmqtt_swarm_round_trip_seconds_bucket{le="0.005"} 1',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});

test('a port that somebody has is told in one sentence', async () => {
  const [first, second] = [new SwarmMetrics(1), new SwarmMetrics(1)];
  onTestFinished(() => first.close());
  const port = await first.listen({ host: '127.0.0.1', port: 0 });
  await expect(second.listen({ host: '127.0.0.1', port })).rejects.toThrow(
    `--metrics 127.0.0.1:${port} is in use by another program; choose another port.`,
  );
});
