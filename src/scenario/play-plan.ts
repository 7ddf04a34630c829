import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { type HostPort, parseHostPort } from '#net/host-port';
import { parsePortSpec } from '#ports/index';
import { MAX_SEED } from '#random/random';
import type { PlayOptions } from './play/play-scenario.ts';

const ANY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

/** The options that say how scenarios are played, as they were typed. */
export interface PlayChoices {
  readonly against?: string;
  readonly as?: 'host' | 'module';
  readonly broker?: string;
  readonly seed?: string;
}

/** Understands them. @throws UsageError, PortError */
export function planPlay({ against, as = 'host', broker, seed }: PlayChoices): PlayOptions {
  if (as === 'module' && against === undefined) throw new UsageError(message('scenario.needsAgainst'));
  if (against !== undefined) parsePortSpec(against);
  return {
    against,
    plays: as,
    brokerAt: broker === undefined ? undefined : brokerAddress(broker),
    seed: seedOf(seed),
  };
}

function brokerAddress(text: string): HostPort {
  const { host = '127.0.0.1', port } = parseHostPort(text);
  // A module is told this address.
  if (ANY_ADDRESS.includes(host)) throw new UsageError(message('scenario.anyAddress', { host }));
  return { host, port };
}

function seedOf(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const seed = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (seed <= MAX_SEED) return seed;
  throw new UsageError(message('scenario.badSeed', { typed, max: MAX_SEED }));
}
