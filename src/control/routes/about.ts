import { z } from 'zod';
import { LANGUAGES } from '#messages/language';
import { VERSION } from '#node/version';
import type { AddCommonRoutes } from '../control-app.ts';

/** What answers here, which a page asks first. */
export const addAboutRoutes: AddCommonRoutes = (app, { serves, language }) => {
  app.route({
    method: 'GET',
    url: '/about',
    schema: {
      tags: ['program'],
      operationId: 'getAbout',
      summary: 'What this is a control plane of, and the language of whoever has started it.',
      response: {
        200: z.object({
          program: z.literal('atmqtt'),
          version: z.string(),
          startedAt: z.iso
            .datetime()
            .describe('When the program began: with another one the ids of events begin anew.'),
          serves: z
            .enum(['run', 'swarm'])
            .describe('run: modules with their hosts; swarm: many modules as load.'),
          language: z.enum(LANGUAGES).describe('What people read unless they ask for another one.'),
        }),
      },
    },
    handler: () => ({
      program: 'atmqtt' as const,
      version: VERSION,
      startedAt: new Date(performance.timeOrigin).toISOString(),
      serves,
      language,
    }),
  });
};
