import { z } from 'zod';
import type { AddRoutes } from '../control-app.ts';
import { digits, modulePath } from '../schemas/bytes.ts';
import { countersSchema } from '../schemas/counters.ts';
import { linkSchema, moduleSchema } from '../schemas/modules.ts';
import { countersView } from '../views/counters-view.ts';
import { linkView } from '../views/link-view.ts';
import { moduleView } from '../views/module-view.ts';
import { transcriptOf } from '../views/transcript.ts';

const linkPath = modulePath.extend({ link: digits(0, 9).describe('The LinkID.') });
const lines = z.object({
  lines: z.array(z.object({ time: z.iso.datetime(), text: z.string().describe('Secrets masked.') })),
});

/** Modules and their links, as they are now. */
export const addModuleRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'GET',
    url: '/modules',
    schema: {
      tags: ['modules'],
      operationId: 'listModules',
      summary: 'All modules, in the order of the plan, each followed by those of its ports with fork.',
      response: { 200: z.object({ modules: z.array(moduleSchema) }) },
    },
    handler: () => ({ modules: run.modules.map((each) => moduleView(each, run.metrics)) }),
  });

  app.route({
    method: 'GET',
    url: '/modules/:module',
    schema: {
      tags: ['modules'],
      operationId: 'getModule',
      summary: 'One module.',
      params: modulePath,
      response: { 200: moduleSchema },
    },
    handler: ({ params }) => moduleView(run.module(params.module), run.metrics),
  });

  app.route({
    method: 'GET',
    url: '/modules/:module/links/:link',
    schema: {
      tags: ['modules'],
      operationId: 'getLink',
      summary:
        'A link: its state, its configuration, what it has subscribed to, and what is in flight; secrets are masked.',
      params: linkPath,
      response: { 200: linkSchema },
    },
    handler: ({ params: { module, link } }) =>
      linkView(run.link(module, link), run.module(module).countedAs, run.metrics),
  });

  app.route({
    method: 'GET',
    url: '/modules/:module/counters',
    schema: {
      tags: ['modules'],
      operationId: 'getCounters',
      summary: 'What was counted since the program started: commands, errors, packets, bytes.',
      params: modulePath,
      response: { 200: countersSchema },
    },
    handler: ({ params }) => {
      const { countedAs } = run.module(params.module);
      return countersView(countedAs, run.metrics.countsOf(countedAs));
    },
  });

  app.route({
    method: 'GET',
    url: '/modules/:module/transcript',
    schema: {
      tags: ['modules'],
      operationId: 'getTranscript',
      summary:
        'The last lines that host, module and broker have said to each other, as far back as events are kept.',
      params: modulePath,
      querystring: z.strictObject({
        last: digits(1, 10_000).default(100).describe('How many lines.'),
        format: z.enum(['json', 'text']).default('json').describe('text: a line each, with its time.'),
      }),
      response: {
        200: {
          description: 'The lines, the oldest first.',
          content: { 'application/json': { schema: lines }, 'text/plain': { schema: z.string() } },
        },
      },
    },
    handler: ({ params, query: { last, format } }, reply) => {
      const found = transcriptOf(events, run.module(params.module).name, last);
      if (format === 'json') {
        void reply.send({ lines: found });
        return;
      }
      const text = found.map((line) => `${line.time} ${line.text}\n`).join('');
      void reply.type('text/plain; charset=utf-8').serializer(String).send(text);
    },
  });
};
