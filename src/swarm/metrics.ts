import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MetricsServer } from '#metrics/metrics-server';
import type { HostPort } from '#net/host-port';
import { nameOfError } from './error-name.ts';
import { upperEnd } from './histogram.ts';
import type { StatsCounts } from './stats.ts';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a swarm does, for Prometheus. */
export class SwarmMetrics {
  readonly #registry = new Registry();
  readonly #modules: Gauge;
  readonly #connected: Gauge;
  readonly #lost: Counter;
  readonly #reconnected: Counter;
  readonly #messages: Counter;
  readonly #errors: Counter;
  readonly #roundTrip: Histogram;
  readonly #server = new MetricsServer({
    '/metrics': async () => ({ type: this.#registry.contentType, body: await this.#registry.metrics() }),
  });

  /** @param modules how many there are to be */
  constructor(modules: number) {
    const registers = [this.#registry];
    const named = (name: string, help: string) => ({ name: `atmqtt_swarm_${name}`, help, registers });
    this.#modules = new Gauge(named('modules', 'Modules the swarm was asked for.'));
    this.#connected = new Gauge(named('connected', 'Modules connected to the broker now.'));
    this.#lost = new Counter(named('lost_total', 'Connections lost.'));
    this.#reconnected = new Counter(named('reconnected_total', 'Connections that came back.'));
    this.#messages = new Counter({
      ...named(
        'messages_total',
        'Messages by direction and QoS; received ones have the QoS of the scenario.',
      ),
      labelNames: ['direction', 'qos'],
    });
    this.#errors = new Counter({
      ...named('errors_total', 'Commands that failed, by code.'),
      labelNames: ['code', 'name'],
    });
    this.#roundTrip = new Histogram({
      ...named('round_trip_seconds', 'From a publishing command to its message coming back.'),
      buckets: BUCKETS_SECONDS,
    });
    this.#modules.set(modules);
  }

  add(counts: StatsCounts): void {
    this.#connected.inc(counts.connected);
    this.#lost.inc(counts.lost);
    this.#reconnected.inc(counts.reconnected);
    for (const qos of [0, 1, 2] as const) {
      if (counts.sent[qos] > 0) this.#messages.inc({ direction: 'sent', qos }, counts.sent[qos]);
      if (counts.received[qos] > 0) this.#messages.inc({ direction: 'received', qos }, counts.received[qos]);
    }
    for (const [code, times] of counts.errors) this.#errors.inc({ ...nameOfError(code) }, times);
    for (const [bucket, times] of counts.roundTrip.buckets) {
      for (let i = 0; i < times; i++) this.#roundTrip.observe(upperEnd(bucket) / 1000);
    }
  }

  /** Serves `/metrics`. @returns the port @throws MetricsError when it cannot be had */
  listen(address: HostPort): Promise<number> {
    return this.#server.listen(address);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
