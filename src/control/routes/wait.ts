import { z } from 'zod';
import { message } from '#messages/message';
import type { AddRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import type { ControlledRun } from '../controlled-run.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import { gone } from '../gone.ts';
import { conditionOf, type Wanted, waitSchema } from '../waits/conditions.ts';
import { waitFor } from '../waits/wait-for.ts';

/** Waiting for what happens. */
export const addWaitRoutes: AddRoutes = (app, { run, events, clock }) => {
  app.route({
    method: 'POST',
    url: '/wait',
    config: { waits: true },
    schema: {
      tags: ['events'],
      operationId: 'waitFor',
      summary:
        'Waits for a command, a state, a publish, a URC, a compat finding or any event; 408 with what came meanwhile when it does not come.',
      body: waitSchema,
      response: {
        200: z.object({
          event: z
            .record(z.string(), z.unknown())
            .optional()
            .describe('The event; left out for a state that was there already.'),
          lastId: z.int().min(0).describe('The id to go on behind: since of the next wait.'),
          missed: z.int().min(0).describe('How many events behind since are kept no more.'),
        }),
      },
    },
    handler: async ({ body }, reply) => {
      const { timeoutMs, since } = body;
      const fits = conditionOf(body);
      if (body.module !== undefined) run.module(body.module);
      if (since === undefined && isThere(run, body)) return { lastId: events.lastId, missed: 0 };
      const { event, seen, count, missed, lastId } = await waitFor(events, clock, fits, {
        timeoutMs,
        since,
        signal: gone(reply.raw),
      });
      if (event !== undefined) return { event: told(event), lastId, missed };
      const params = { seconds: timeoutMs / 1000, count, seen: seen.map(told), missed, lastId };
      throw new ControlError('TIMEOUT', message('controlAction.didNotCome', params));
    },
  });
};

function told({ id, event }: LoggedEvent): Record<string, unknown> {
  return { id, ...event };
}

/** Whether a link is in the state that is waited for already. */
function isThere(run: ControlledRun, wanted: Wanted): boolean {
  if (wanted.for !== 'state') return false;
  const states = [wanted.state].flat();
  return run.modules.some(
    ({ name, unit }) =>
      (wanted.module === undefined || wanted.module === name) &&
      unit.module.links.some(
        ({ id, model }) => (wanted.link === undefined || wanted.link === id) && states.includes(model.state),
      ),
  );
}
