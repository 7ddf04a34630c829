import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { parseListenAddress } from '#config/listen-address';
import { UsageError } from '#errors/usage-error';
import { message, textOf } from '#messages/message';
import { bindFailure } from '#net/bind-failure';
import type { HostPort } from '#net/host-port';
import { nameOfError } from './error-name.ts';
import { upperEnd } from './histogram.ts';
import type { StatsCounts } from './stats.ts';

const EXAMPLE_PORT = 9464;
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Reads `HOST:PORT`, or `PORT` on loopback. @throws UsageError */
export function parseMetricsAddress(text: string): HostPort {
  return parseListenAddress(text, '--metrics', EXAMPLE_PORT);
}

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
  #server: Server | undefined;

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

  /** Serves `/metrics`. @returns the port @throws UsageError when it cannot be had */
  async listen({ host, port }: HostPort): Promise<number> {
    const server = createServer((request, response) => {
      if (request.url?.split('?')[0] !== '/metrics') {
        response
          .writeHead(404, { 'content-type': 'text/plain' })
          .end(`${textOf(message('swarm.metricsElsewhere'))}\n`);
        return;
      }
      this.#registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.#registry.contentType }).end(text),
        (error: Error) => response.writeHead(500).end(`${error.message}\n`),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        const address = `${host}:${port}`;
        const reason =
          bindFailure(error) === 'taken'
            ? message('swarm.metricsTaken', { address })
            : message('swarm.metricsFailed', { address, why: error.message });
        reject(new UsageError(reason, { cause: error }));
      });
      server.listen(port, host, resolve);
    });
    this.#server = server;
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
