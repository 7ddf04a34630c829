import { z } from 'zod';
import { withoutBrackets } from '#net/host-port';

/** Which connections a fault is about. */
export const whereShape = {
  host: z
    .string()
    .min(1)
    .optional()
    .describe('Only for this host, as the command names it; without it for every one.'),
  port: z.int().min(1).max(65_535).optional().describe('Only for this port; without it for every one.'),
};

/** What a fault says of that. */
export interface Where {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** Tells the faults that are about a way to a host; letter case counts for nothing in a name. */
export function concerning(host: string, port: number | undefined): (where: Where) => boolean {
  const name = nameOf(host);
  return (where) =>
    (where.host === undefined || nameOf(where.host) === name) &&
    (where.port === undefined || where.port === port);
}

function nameOf(host: string): string {
  return withoutBrackets(host).toLowerCase();
}
