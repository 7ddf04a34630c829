import { UsageError } from './failure.ts';

/** MQTT over TCP, as registered. */
export const DEFAULT_BROKER_PORT = 1883;
const LOOPBACK = '127.0.0.1';

/** Reads `--broker`: `HOST:PORT`, `PORT` or nothing. @throws UsageError */
export function parseBrokerAddress(text: string | true): { host: string; port: number } {
  if (text === true) return { host: LOOPBACK, port: DEFAULT_BROKER_PORT };
  const match = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new UsageError(`--broker takes HOST:PORT, such as 127.0.0.1:1883, not ${JSON.stringify(text)}.`);
  }
  return { host: match[1] ?? (match[2] || LOOPBACK), port };
}
