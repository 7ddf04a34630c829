import { z } from 'zod';
import type { AddRoutes } from '../control-app.ts';
import { modulePath, oneOf, sinceShape } from '../schemas/bytes.ts';
import { dateOf } from '../views/module-view.ts';

/** A century: further than any certificate is valid. */
const MAX_JUMP_MS = 100 * 366 * 86_400_000;

/** The clock of a module. */
export const addClockRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'POST',
    url: '/modules/:module/clock',
    schema: {
      tags: ['modules'],
      operationId: 'setClock',
      summary: 'Sets the clock of a module, as SNTP would, or has it go wrong.',
      params: modulePath,
      body: oneOf(
        z.strictObject({
          set: z
            .union([z.enum(['now', 'powerOn']), z.iso.datetime()])
            .optional()
            .describe(
              'now: the time of the computer; a moment in UTC: that; powerOn: as after power-on, when nobody has set it.',
            ),
          jumpMs: z
            .int()
            .min(-MAX_JUMP_MS)
            .max(MAX_JUMP_MS)
            .optional()
            .describe('Milliseconds that it goes wrong by, without anybody having set it.'),
        }),
        'set',
        'jumpMs',
      ),
      response: {
        200: z.object({
          now: z.string().nullable().describe('What it says, in UTC; null: what no date can be.'),
          set: z.boolean().describe('SNTP, AT+SYSTIMESTAMP or this has set it since power-on.'),
          ...sinceShape,
        }),
      },
    },
    handler: ({ params, body: { set, jumpMs = 0 } }) => {
      const { name, clock, moduleClock } = run.module(params.module).module;
      const since = events.lastId;
      if (set === 'now') moduleClock.set(clock.wall());
      else if (set !== undefined && set !== 'powerOn') moduleClock.set(Date.parse(set));
      else {
        if (set === 'powerOn') moduleClock.lose();
        else moduleClock.jump(moduleClock.now() + jumpMs);
        // Nobody has set it, and who shows it wants to know.
        events.add({
          event: 'clock',
          module: name,
          clock: dateOf(moduleClock.now()) ?? new Date(0).toISOString(),
        });
      }
      return { now: dateOf(moduleClock.now()), set: moduleClock.wasSet, since };
    },
  });
};
