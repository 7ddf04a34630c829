import { z } from 'zod';
import { toldSchema } from './status.ts';

const count = z.int().min(0);
const byQos = z.tuple([count, count, count]).describe('By QoS 0, 1 and 2.');
const ms = z.number().min(0);
const roundTrip = z
  .object({ count, p50: ms, p90: ms, p99: ms, max: ms })
  .describe('From a publishing command to its message coming back, in milliseconds.');

const counts = {
  connected: z.int().describe('Modules that are connected now.'),
  ready: count.describe('Modules that got through their steps.'),
  lost: count.describe('Connections that were lost.'),
  reconnected: count.describe('Connections that came back.'),
  sent: byQos,
  received: byQos,
  rates: z
    .object({ sent: z.number().min(0), received: z.number().min(0) })
    .describe('Messages a second, over the last second.'),
  roundTrip,
};

/** What a swarm tells of itself. */
export const swarmShape = {
  startedAt: z.iso.datetime(),
  seconds: z.number().min(0).describe('Since then.'),
  phase: z.enum(['running', 'ending']).describe('ending: its modules are switched off.'),
  broker: z.string().describe('The URL of the broker, without user and password.'),
  modules: z.int().min(1).describe('How many there are to be.'),
  ...counts,
  roundTrip: roundTrip.extend({
    buckets: z
      .array(z.object({ upToMs: ms, count }))
      .describe(
        'How they are distributed: so many took at most so long, and longer than the bucket before; eight an octave.',
      ),
  }),
  lastSecond: roundTrip.describe('The same of the last second.'),
  errors: z
    .array(
      z.object({
        code: z
          .string()
          .describe('As AT+SYSLOG=1 prints it; none: it had none; noAnswer: nothing came in time.'),
        name: z.string(),
        count,
        example: toldSchema.exactOptional(),
      }),
    )
    .describe('Commands that failed, by code, the most frequent first.'),
  losses: z.array(z.object({ reason: toldSchema, count })).describe('Why connections were lost.'),
  workers: z
    .array(z.object({ worker: z.int().min(1), ...counts, errors: count.describe('Commands that failed.') }))
    .describe('The same of each thread.'),
};

const swarmSchema = z.object(swarmShape);

/** What a swarm tells of itself now. */
export type SwarmView = z.infer<typeof swarmSchema>;

/** The answer of `GET /swarm`. */
export const swarmAnswer = swarmSchema.meta({ id: 'Swarm', description: 'A swarm, as it is now.' });
