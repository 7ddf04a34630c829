import type { HostPort } from '#net/host-port';
import { parseListenAddress } from './listen-address.ts';

/** Where `atmqtt status` looks unless told otherwise; no program listens there unasked. */
export const METRICS_PORT = 9464;

/** Reads `HOST:PORT`, or `PORT` on loopback. @param name what the text was given for @throws UsageError */
export function parseMetricsAddress(text: string, name = '--metrics'): HostPort {
  return parseListenAddress(text, name, METRICS_PORT);
}
