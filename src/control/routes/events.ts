import { z } from 'zod';
import { message } from '#messages/message';
import type { AddCommonRoutes } from '../control-app.ts';
import { ControlError } from '../control-error.ts';
import { EventReader } from '../events/event-reader.ts';
import { CONTROL_EVENTS, EVENT_TYPES } from '../events/events.ts';
import { whenGone } from '../gone.ts';
import { digits } from '../schemas/bytes.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';

/** More than a run ever has. */
const MAX_ID = 999_999_999_999;
/** More than anybody reads. */
const MAX_PER_SECOND = 1_000_000;
/** Of programs and pages that listen at a time. */
const MAX_READERS = 32;

const query = z.strictObject({
  types: z
    .string()
    .max(500)
    .optional()
    .superRefine((typed, context) => {
      const unknown = typed?.split(',').find((each) => !EVENT_TYPES.some((type) => type === each));
      if (unknown === undefined) return;
      const reason = message('control.noEventType', { type: unknown.slice(0, 100), types: EVENT_TYPES });
      context.addIssue({ code: 'custom', params: { reason } });
    })
    .describe('Only events of these types, with commas between them.'),
  module: z.string().max(100).optional().describe('Only events of this module.'),
  since: digits(0, MAX_ID)
    .optional()
    .describe('From behind this event on, as Last-Event-ID; 0: all that are kept. Default: those that come.'),
  perSecond: digits(20, MAX_PER_SECOND)
    .optional()
    .describe(
      'At most so many a second, in groups: what is more waits as long as the log keeps it, so that who looks on holds up no module. Default: all, each at once.',
    ),
});

/** Everything that happens, as it happens. */
export const addEventRoutes: AddCommonRoutes = (app, { events, clock }) => {
  let readers = 0;
  app.route({
    method: 'GET',
    url: '/events',
    exposeHeadRoute: false,
    schema: {
      tags: ['events'],
      operationId: 'getEvents',
      summary:
        'Events as they happen, as server-sent events; Last-Event-ID goes on where a connection ended, as long as 2 MiB of events keep it.',
      querystring: query,
      response: {
        200: {
          description: 'The data of each event; its id and type stand beside it.',
          content: { 'text/event-stream': { schema: z.union(CONTROL_EVENTS) } },
        },
      },
    },
    handler: ({ query: { types, module, since, perSecond }, headers }, reply) => {
      if (readers >= MAX_READERS)
        throw new ControlError('TOO_MANY', message('control.tooManyReaders', { max: MAX_READERS }));
      const last = headers['last-event-id'];
      const resumed = typeof last === 'string' && /^\d{1,12}$/.test(last) ? Number(last) : undefined;
      const filter = {
        module,
        perSecond,
        types: types === undefined ? undefined : new Set(types.split(',')),
      };
      reply.hijack();
      const { raw } = reply;
      readers++;
      raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...SECURITY_HEADERS });
      const reader = new EventReader(events, clock, raw, filter, resumed ?? since ?? events.lastId);
      whenGone(raw, () => {
        readers--;
        reader.close();
      });
    },
  });
};
