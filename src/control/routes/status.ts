import { statusOf } from '#metrics/status';
import type { AddRoutes } from '../control-app.ts';
import { statusSchema } from '../schemas/status.ts';

/** How the program is. */
export const addStatusRoutes: AddRoutes = (app, { run }) => {
  app.route({
    method: 'GET',
    url: '/status',
    schema: {
      tags: ['program'],
      operationId: 'getStatus',
      summary: 'How the program is: what it waits for, its modules, ports and links.',
      response: { 200: statusSchema },
    },
    handler: () => statusOf(run.metrics),
  });
};
