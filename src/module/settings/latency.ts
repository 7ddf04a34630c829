import { z } from 'zod';
import { MAX_SEED } from '#random/random';

/** The named sets; `docs/guides/time-limits.md` says where their figures come from. */
const LATENCY_SETS: Readonly<Record<LatencySet, Omit<Latency, 'base' | 'seed'>>> = {
  bench: { join: 0, broker: 0, command: 0, jitter: 0 },
  wifi: { join: 4000, broker: 640, command: 5, jitter: 20 },
  poor: { join: 9000, broker: 1600, command: 30, jitter: 50 },
};

/** The name of a set. */
export type LatencySet = 'bench' | 'wifi' | 'poor';

/** How long things take that take no time on this computer, in milliseconds. */
export interface Latency {
  /** The set that gives what was not said. */
  readonly base: LatencySet;
  /** From asking to join an access point until the station has an address. */
  readonly join: number;
  /** There and back between module and broker. */
  readonly broker: number;
  /** What the module itself takes for a command. */
  readonly command: number;
  /** Percent by which each wait is shorter or longer by chance. */
  readonly jitter: number;
  /** What the waits are drawn from. */
  readonly seed: number;
}

const MINUTE_MS = 60_000;
const ABOUT =
  'How long things take that take no time here, as a set of waits: bench: none; wifi: as on a module in a home; poor: as at the edge of the signal. The other settings in latency count before it.';

const base = z.enum(Object.keys(LATENCY_SETS) as [LatencySet, ...LatencySet[]]).describe(ABOUT);
const wait = (max: number) => z.int().min(0).max(max).optional();

/** The name of a set alone, or a mapping in which `base` names it. */
export const latencySchema = z
  .union([
    base.transform((base) => ({ base })),
    z.strictObject({
      base: base.optional(),
      join: wait(10 * MINUTE_MS).describe(
        'Milliseconds from asking to join an access point until the station has an address: half of it until WIFI CONNECTED, half until WIFI GOT IP.',
      ),
      broker: wait(MINUTE_MS).describe(
        'Milliseconds there and back between module and broker: each message takes half of it, each step of connecting all of it, the name included.',
      ),
      command: wait(MINUTE_MS).describe('Milliseconds that a command takes in the module before it acts.'),
      jitter: z
        .int()
        .min(0)
        .max(100)
        .optional()
        .describe('Percent by which each wait is shorter or longer by chance.'),
      seed: z
        .int()
        .min(0)
        .max(MAX_SEED)
        .optional()
        .describe('What the waits are drawn from: the same seed, the same waits. Default: 1.'),
    }),
  ])
  .describe(ABOUT);

/** Fills in what the set says. */
export function fillLatency({
  base = 'bench',
  seed = 1,
  ...given
}: { readonly [K in keyof Latency]?: Latency[K] | undefined }): Latency {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { base, ...LATENCY_SETS[base], ...Object.fromEntries(said), seed };
}
